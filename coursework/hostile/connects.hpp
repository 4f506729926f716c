// Asks somebody on the network. There is none.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

class Lock {
 public:
  void lock(int) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(80);
    address.sin_addr.s_addr = htonl(0x7f000001);
    connect(socket(AF_INET, SOCK_STREAM, 0), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  void unlock(int) {}
};
