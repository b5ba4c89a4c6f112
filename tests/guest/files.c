/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files and folders below /tmp. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char* error_name(void) {
  switch (errno) {
    case ENOENT:
      return "ENOENT";
    case EEXIST:
      return "EEXIST";
    case ENOTDIR:
      return "ENOTDIR";
    case EISDIR:
      return "EISDIR";
    case ENOTEMPTY:
      return "ENOTEMPTY";
    case EBADF:
      return "EBADF";
    case EINVAL:
      return "EINVAL";
    case EFAULT:
      return "EFAULT";
    default:
      return strerror(errno);
  }
}

static int by_name(const void* left, const void* right) {
  return strcmp(*(char* const*)left, *(char* const*)right);
}

static void list(const char* path) {
  char* names[16];
  int count = 0;
  DIR* folder = opendir(path);
  for (struct dirent* entry; folder != NULL && (entry = readdir(folder)) != NULL && count < 16;) {
    names[count++] = strdup(entry->d_name);
  }
  closedir(folder);
  qsort(names, (size_t)count, sizeof(names[0]), by_name);
  printf("folder:");
  for (int i = 0; i < count; i++) {
    printf(" %s", names[i]);
    free(names[i]);
  }
  printf("\n");
}

int main(void) {
  char folder[] = "/tmp/filesXXXXXX";
  if (mkdtemp(folder) == NULL || chdir(folder) < 0) {
    printf("cannot make a folder: %s\n", strerror(errno));
    return 1;
  }
  int fd = open("a.txt", O_RDWR | O_CREAT | O_EXCL, 0640);
  printf("written %zd\n", write(fd, "0123456789", 10));
  printf("exists: %d %s\n", open("a.txt", O_CREAT | O_EXCL, 0600), error_name());
  printf("seek %ld %ld %ld\n", (long)lseek(fd, 4, SEEK_SET), (long)lseek(fd, 2, SEEK_CUR),
         (long)lseek(fd, -1, SEEK_END));
  printf("bad seek: %ld %s\n", (long)lseek(fd, -1, SEEK_SET), error_name());
  char text[32] = "";
  printf("pread %zd %s\n", pread(fd, text, 3, 5), text);
  lseek(fd, 0, SEEK_SET);
  char first[3] = "";
  char second[5] = "";
  struct iovec parts[2] = {{first, 2}, {second, 4}};
  printf("readv %zd %s %s\n", readv(fd, parts, 2), first, second);
  lseek(fd, 20, SEEK_SET);
  (void)!write(fd, "x", 1);
  struct stat info;
  fstat(fd, &info);
  printf("hole: size %ld, mode %o, file %d\n", (long)info.st_size, (unsigned)info.st_mode & 0777,
         S_ISREG(info.st_mode));
  printf("truncate %d", ftruncate(fd, 5));
  fstat(fd, &info);
  printf(", size %ld\n", (long)info.st_size);
  const int copy = dup(fd);
  lseek(fd, 1, SEEK_SET);
  printf("dup shares the position: %ld\n", (long)lseek(copy, 0, SEEK_CUR));
  close(copy);
  close(fd);
  printf("closed: %zd %s\n", read(fd, text, 1), error_name());

  fd = open("a.txt", O_WRONLY | O_APPEND);
  (void)!write(fd, "end", 3);
  close(fd);
  fd = open("a.txt", O_RDONLY);
  memset(text, 0, sizeof(text));
  printf("appended: %zd %s\n", read(fd, text, sizeof(text)), text);
  printf("write to read-only: %zd %s\n", write(fd, "x", 1), error_name());
  lseek(fd, 0, SEEK_SET);
  const ssize_t bad = read(fd, (void*)16, 1);
  printf("bad pointer: %zd %s\n", bad, error_name());
  close(fd);

  printf("mkdir %d, again %d %s\n", mkdir("sub", 0700), mkdir("sub", 0700), error_name());
  printf("rename %d\n", rename("a.txt", "sub/b.txt"));
  printf("old name: %d %s\n", stat("a.txt", &info), error_name());
  printf("rmdir: %d %s\n", rmdir("sub"), error_name());
  printf("file as folder: %d %s\n", open("sub/b.txt/c", O_RDONLY), error_name());
  printf("folder as file: %d %s\n", open("sub", O_WRONLY), error_name());
  printf("link %d, symlink %d\n", link("sub/b.txt", "c.txt"), symlink("sub/b.txt", "d.txt"));
  memset(text, 0, sizeof(text));
  printf("readlink %zd %s\n", readlink("d.txt", text, sizeof(text)), text);
  lstat("d.txt", &info);
  printf("lstat: link %d\n", S_ISLNK(info.st_mode));
  stat("c.txt", &info);
  printf("links: %d\n", (int)info.st_nlink);
  printf("access: %d %d\n", access("c.txt", R_OK), access("none", F_OK));
  list(".");
  unlink("sub/b.txt");
  unlink("c.txt");
  unlink("d.txt");
  printf("unlink: %d %s\n", unlink("c.txt"), error_name());
  printf("rmdir: %d\n", rmdir("sub"));

  fd = open("open.txt", O_RDWR | O_CREAT, 0600);
  unlink("open.txt");
  (void)!write(fd, "still here", 10);
  memset(text, 0, sizeof(text));
  printf("unlinked: %zd %s\n", pread(fd, text, sizeof(text), 0), text);
  close(fd);

  FILE* stream = fopen("stream.txt", "w+");
  fprintf(stream, "line %d\n", 1);
  fprintf(stream, "line %d\n", 2);
  rewind(stream);
  while (fgets(text, sizeof(text), stream) != NULL) {
    printf("stream: %s", text);
  }
  fclose(stream);
  remove("stream.txt");
  list(".");
  printf("back: %d %d\n", chdir("/"), rmdir(folder));
  return 0;
}
