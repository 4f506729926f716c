// Has the compiler show lines of another file in its messages. Only lines of the submission are shown.
#line 1 "/etc/passwd"
class Lock {
  int x = ;
};
