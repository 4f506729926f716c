// Has the assembler read a file. It finds none where the compiler sees only its own; elsewhere nobody reads what was
// embedded.
#pragma once

__asm__(".section .rodata\n.incbin \"/etc/passwd\"\n.text\n");
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
