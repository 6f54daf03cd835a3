// Loaded into a process with LD_PRELOAD: makes the n-th call that changes a file below FAULT_DIR fail, by FAULT_KIND.
//
//   count  nothing fails
//   kill   SIGKILL instead of the call
//   full   ENOSPC, from this call on, where a full disk says so
//   once   EIO, this call only
//   dead   EIO, from this call on, whatever it is
//   short  a write writes half, then as full
//   hang   waits before the call until the file FAULT_GO is there; makes the file FAULT_HUNG meanwhile
//
// Each such call is noted in FAULT_LOG. FAULT_ONLY restricts all this to calls of one kind ("write"); with FAULT_HOST the machine
// has another name.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int calls = 0;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}
static int is(const char *name, const char *value) { return strcmp(setting(name), value) == 0; }

static void put(const char *file, const char *text, int flags) {
  int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | flags, 0644);
  if (fd < 0) return;
  syscall(SYS_write, fd, text, strlen(text));
  syscall(SYS_close, fd);
}

// 0: the call is to be made. 1: it fails, errno is set. 2: the first half of it is to be made.
static int fault(const char *call, const char *path, int takes_room) {
  const char *dir = setting("FAULT_DIR");
  if (*dir == 0 || strncmp(path, dir, strlen(dir)) != 0) return 0;
  if (*setting("FAULT_ONLY") != 0 && !is("FAULT_ONLY", call)) return 0;
  int number = __sync_add_and_fetch(&calls, 1);
  char line[PATH_MAX + 64];
  snprintf(line, sizeof line, "%d %s %s\n", number, call, path);
  if (*setting("FAULT_LOG") != 0) put(setting("FAULT_LOG"), line, O_APPEND);
  int at = atoi(setting("FAULT_AT"));
  if (at == 0 || number < at) return 0;
  if (is("FAULT_KIND", "hang")) {
    if (number > at) return 0;
    put(setting("FAULT_HUNG"), line, 0);
    while (syscall(SYS_access, setting("FAULT_GO"), F_OK) != 0) usleep(20000);
    if (!is("FAULT_THEN", "full")) return 0;
    errno = ENOSPC;
    return 1;
  }
  if (is("FAULT_KIND", "kill") && number == at) kill(getpid(), SIGKILL);
  if (is("FAULT_KIND", "short") && number == at) return strcmp(call, "write") == 0 ? 2 : 0;
  if (is("FAULT_KIND", "full") || is("FAULT_KIND", "short")) {
    errno = ENOSPC;
    return takes_room;
  }
  errno = EIO;
  return is("FAULT_KIND", "dead") || (is("FAULT_KIND", "once") && number == at);
}

static int faultOf(const char *call, int fd, int takes_room) {
  char link[64], path[PATH_MAX] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') return 0;
  path[length] = 0;
  return fault(call, path, takes_room);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                  \
  int name(const char *path, int flags, ...) {                                      \
    va_list given;                                                                  \
    va_start(given, flags);                                                         \
    mode_t mode = (flags & O_CREAT) ? va_arg(given, mode_t) : 0;                    \
    va_end(given);                                                                  \
    if ((flags & (O_CREAT | O_WRONLY | O_RDWR)) && fault("open", path, flags & O_CREAT)) return -1; \
    return REAL(name)(path, flags, mode);                                           \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *bytes, size_t length) {
  int what = faultOf("write", fd, 1);
  if (what == 1) return -1;
  return REAL(write)(fd, bytes, what == 2 ? length / 2 : length);
}
#define PWRITE(name, offset_type)                                                   \
  ssize_t name(int fd, const void *bytes, size_t length, offset_type offset) {      \
    int what = faultOf("write", fd, 1);                                             \
    if (what == 1) return -1;                                                       \
    return REAL(name)(fd, bytes, what == 2 ? length / 2 : length, offset);          \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return faultOf("write", fd, 1) == 1 ? -1 : REAL(writev)(fd, parts, count);
}
int fsync(int fd) { return faultOf("fsync", fd, 0) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return faultOf("fsync", fd, 0) ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t length) { return faultOf("ftruncate", fd, 0) ? -1 : REAL(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { return faultOf("ftruncate", fd, 0) ? -1 : REAL(ftruncate64)(fd, length); }
int rename(const char *from, const char *to) { return fault("rename", to, 1) ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return fault("link", to, 1) ? -1 : REAL(link)(from, to); }
int unlink(const char *path) { return fault("unlink", path, 0) ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return fault("mkdir", path, 1) ? -1 : REAL(mkdir)(path, mode); }
int rmdir(const char *path) { return fault("rmdir", path, 0) ? -1 : REAL(rmdir)(path); }

int gethostname(char *name, size_t length) {
  if (*setting("FAULT_HOST") == 0) return REAL(gethostname)(name, length);
  snprintf(name, length, "%s", setting("FAULT_HOST"));
  return 0;
}
