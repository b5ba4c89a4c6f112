/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP and UDP against a server that echoes.
 * usage: sockets HOST TCP-PORT UDP-PORT CLOSED-PORT    (HOST: a name or an IPv4 address) */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char* error_name(int error) {
  switch (error) {
    case 0:
      return "ok";
    case ECONNREFUSED:
      return "ECONNREFUSED";
    case EINPROGRESS:
      return "EINPROGRESS";
    case EAGAIN:
      return "EAGAIN";
    case ENOTCONN:
      return "ENOTCONN";
    case EISCONN:
      return "EISCONN";
    case EAFNOSUPPORT:
      return "EAFNOSUPPORT";
    case ETIMEDOUT:
      return "ETIMEDOUT";
    default:
      return strerror(error);
  }
}

static struct sockaddr_in resolve(const char* host, const char* port) {
  const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo* found = NULL;
  struct sockaddr_in address = {.sin_family = AF_INET};
  const int error = getaddrinfo(host, port, &hints, &found);
  if (error != 0) {
    printf("resolve: %s\n", gai_strerror(error));
    exit(1);
  }
  memcpy(&address, found->ai_addr, sizeof(address));
  freeaddrinfo(found);
  return address;
}

static ssize_t receive_all(int fd, char* buffer, size_t size) {
  size_t got = 0;
  while (got < size) {
    const ssize_t part = recv(fd, buffer + got, size - got, 0);
    if (part <= 0) {
      return part < 0 ? -1 : (ssize_t)got;
    }
    got += (size_t)part;
  }
  return (ssize_t)got;
}

static void tcp(struct sockaddr_in address) {
  const struct sockaddr* to = (const struct sockaddr*)&address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  char byte;
  printf("tcp: before connect: %zd %s\n", recv(fd, &byte, 1, 0), error_name(errno));
  printf("tcp: connect %d\n", connect(fd, to, sizeof(address)));
  printf("tcp: again %d %s\n", connect(fd, to, sizeof(address)), error_name(errno));
  struct sockaddr_in peer;
  socklen_t size = sizeof(peer);
  getpeername(fd, (struct sockaddr*)&peer, &size);
  printf("tcp: the peer is as expected: %d\n",
         peer.sin_port == address.sin_port && peer.sin_addr.s_addr == address.sin_addr.s_addr);
  char reply[64] = "";
  printf("tcp: send %zd\n", send(fd, "hello", 5, 0));
  printf("tcp: receive %zd %s\n", receive_all(fd, reply, 5), reply);
  printf("tcp: nothing more: %zd %s\n", recv(fd, reply, 1, MSG_DONTWAIT), error_name(errno));

  enum { large = 100000 };
  static char out[large];
  static char in[large];
  for (int i = 0; i < large; i++) {
    out[i] = (char)(i * 7);
  }
  size_t sent = 0;
  size_t got = 0;
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  while (got < large) {
    struct pollfd state = {fd, (short)(POLLIN | (sent < large ? POLLOUT : 0)), 0};
    poll(&state, 1, -1);
    if ((state.revents & POLLOUT) != 0 && sent < large) {
      const ssize_t part = send(fd, out + sent, large - sent, 0);
      sent += part > 0 ? (size_t)part : 0;
    }
    if ((state.revents & POLLIN) != 0) {
      const ssize_t part = recv(fd, in + got, large - got, 0);
      got += part > 0 ? (size_t)part : 0;
    }
  }
  printf("tcp: %d bytes echoed: %s\n", large, memcmp(in, out, large) == 0 ? "equal" : "different");
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  shutdown(fd, SHUT_WR);
  printf("tcp: after shutdown: %zd\n", recv(fd, reply, sizeof(reply), 0));
  close(fd);

  fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  printf("tcp: non-blocking %d %s\n", connect(fd, to, sizeof(address)), error_name(errno));
  struct pollfd state = {fd, POLLOUT, 0};
  poll(&state, 1, -1);
  int error = -1;
  size = sizeof(error);
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  printf("tcp: connected: %s\n", error_name(error));
  close(fd);
}

static void udp(struct sockaddr_in address) {
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  const struct timeval limit = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  printf("udp: send %zd\n",
         sendto(fd, "datagram", 8, 0, (const struct sockaddr*)&address, sizeof(address)));
  char reply[64] = "";
  struct sockaddr_in from;
  socklen_t size = sizeof(from);
  const ssize_t got = recvfrom(fd, reply, 4, MSG_TRUNC, (struct sockaddr*)&from, &size);
  printf("udp: receive %zd %s from the peer %d\n", got, reply, from.sin_port == address.sin_port);
  printf("udp: no reply: %zd %s\n", recv(fd, reply, sizeof(reply), 0), error_name(errno));
  close(fd);
}

int main(int argc, char* argv[]) {
  if (argc != 5) {
    printf("usage: sockets HOST TCP-PORT UDP-PORT CLOSED-PORT\n");
    return 2;
  }
  tcp(resolve(argv[1], argv[2]));
  udp(resolve(argv[1], argv[3]));
  const struct sockaddr_in closed = resolve(argv[1], argv[4]);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  printf("closed port: %d %s\n", connect(fd, (const struct sockaddr*)&closed, sizeof(closed)),
         error_name(errno));
  close(fd);
  return 0;
}
