/* Stands between a program and libc: counts the steps that change files below one folder, and at a chosen step fails,
 * ends the process, or (always, when asked) writes down what was done, data included.
 *
 * Loaded with LD_PRELOAD; it does nothing before shim_arm. One armed process at a time, threads are counted together.
 * Steps: open for writing, write, truncate, sync, rename, unlink, mkdir, rmdir, link, symlink. SQLite's calls come
 * through here as well, since the dynamic linker resolves them; its memory-mapped -shm does not, and needs not.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[4096];
static size_t root_length;
static int armed, log_descriptor = -1, fail_errno, fail_from_then_on;
static long fail_at, kill_at, steps, failed;
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t plain_write(int descriptor, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(descriptor, data, size);
}

void shim_arm(const char *folder, long fail_step, int number, int for_ever, long kill_step, int log) {
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    steps = failed = 0;
    fail_at = fail_step, fail_errno = number, fail_from_then_on = for_ever, kill_at = kill_step, log_descriptor = log;
    armed = 1;
}

void shim_disarm(void) { armed = 0; }
long shim_steps(void) { return steps; }
long shim_failed(void) { return failed; }

static int below(const char *path) {
    return strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static int path_of(int descriptor, char *into) {
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(name, into, 4095);
    if (length < 0) return 0;
    into[length] = 0;
    return below(into);
}

/* The absolute path; not resolved further, because links are what some steps are about. */
static int path_at(int folder, const char *path, char *into) {
    if (!path) return 0;
    if (path[0] == '/') {
        snprintf(into, 4096, "%s", path);
    } else {
        char base[4096];
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            char name[64];
            snprintf(name, sizeof name, "/proc/self/fd/%d", folder);
            ssize_t length = readlink(name, base, sizeof base - 1);
            if (length < 0) return 0;
            base[length] = 0;
        }
        if (snprintf(into, 4096, "%s/%s", base, path) >= 4096) return 0;
    }
    return below(into);
}

static void put(const void *data, size_t size) {
    const char *from = data;
    while (size) {
        ssize_t done = plain_write(log_descriptor, from, size);
        if (done <= 0) abort();
        from += done, size -= (size_t)done;
    }
}

/* A record: kind, inode, offset, length of path, of second path, of data; then these three. */
static void note(char kind, uint64_t inode, int64_t offset, const char *path, const char *second, const void *data,
                 size_t size) {
    if (log_descriptor < 0) return;
    struct __attribute__((packed)) {
        char kind;
        uint64_t inode;
        int64_t offset;
        uint32_t path, second, data;
    } head = {kind, inode, offset, path ? (uint32_t)strlen(path) : 0, second ? (uint32_t)strlen(second) : 0, (uint32_t)size};
    put(&head, sizeof head);
    if (path) put(path, head.path);
    if (second) put(second, head.second);
    if (size) put(data, size);
}

void shim_mark(long number) {
    pthread_mutex_lock(&lock);
    if (armed) note('A', 0, number, NULL, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
}

/* Counts a step that is about to happen; 0 when it shall fail. `frees` steps work on a disk that is full. */
static int allowed(int frees) {
    steps++;
    if (kill_at && steps == kill_at) kill(getpid(), SIGKILL);
    if (fail_at && (steps == fail_at || (fail_from_then_on && !frees && steps > fail_at))) {
        failed++;
        errno = fail_errno;
        return 0;
    }
    return 1;
}

static uint64_t inode_of(int descriptor) {
    struct stat found;
    return fstat(descriptor, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

static uint64_t inode_at(const char *path) {
    struct stat found;
    return lstat(path, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

#define STEP(check, frees, failure, call, record) \
    char path[4096]; \
    if (!armed || !(check)) return call; \
    pthread_mutex_lock(&lock); \
    __typeof__(call) result; \
    if (!allowed(frees)) { \
        int kept = errno; \
        pthread_mutex_unlock(&lock); \
        errno = kept; \
        return failure; \
    } \
    result = call; \
    int after = errno; \
    if (result != (failure)) { record; } \
    pthread_mutex_unlock(&lock); \
    errno = after; \
    return result

static int opened(int folder, const char *name, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    char path[4096];
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
    if (!armed || !writes || !path_at(folder, name, path)) return real(folder, name, flags, mode);
    pthread_mutex_lock(&lock);
    uint64_t before = inode_at(path);
    int result = -1, kept = 0;
    if (allowed(!(flags & O_CREAT) || before)) {
        result = real(folder, name, flags, mode);
        kept = errno;
        if (result >= 0 && (flags & O_TMPFILE) == O_TMPFILE) abort(); /* nobody uses it; the log could not say it */
        if (result >= 0 && !before) note('C', inode_of(result), 0, path, NULL, NULL, 0);
        if (result >= 0 && before && flags & O_TRUNC) note('T', inode_of(result), 0, path, NULL, NULL, 0);
    } else {
        kept = errno;
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return result;
}

#define OPEN_MODE(last) \
    mode_t mode = 0; \
    if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) { \
        va_list more; \
        va_start(more, last); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *name, int flags, ...) { OPEN_MODE(flags); return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { OPEN_MODE(flags); return opened(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { OPEN_MODE(flags); return opened(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { OPEN_MODE(flags); return opened(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *name, mode_t mode) { return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

ssize_t write(int descriptor, const void *data, size_t size) {
    int appends = armed ? fcntl(descriptor, F_GETFL) & O_APPEND : 0;
    STEP(path_of(descriptor, path), 0, -1, plain_write(descriptor, data, size),
         note('W', inode_of(descriptor), lseek(descriptor, 0, appends ? SEEK_END : SEEK_CUR) - result, path, NULL, data,
              (size_t)result));
}

static ssize_t at_place(int descriptor, const void *data, size_t size, off64_t place) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    STEP(path_of(descriptor, path), 0, -1, real(descriptor, data, size, place),
         note('W', inode_of(descriptor), place, path, NULL, data, (size_t)result));
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t place) { return at_place(descriptor, data, size, place); }
ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t place) { return at_place(descriptor, data, size, place); }

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    char path[4096];
    if (!armed || !path_of(descriptor, path)) return real(descriptor, parts, count);
    for (int part = 0; part < count; part++) /* a short write is allowed, so the first part that has bytes is enough */
        if (parts[part].iov_len) return write(descriptor, parts[part].iov_base, parts[part].iov_len);
    return 0;
}

/* Copies within the kernel are refused below the folder: whoever tries them falls back on read and write. */
ssize_t sendfile(int to, int from, off_t *place, size_t size) {
    REAL(ssize_t, "sendfile", int, int, off_t *, size_t);
    char path[4096];
    if (armed && path_of(to, path)) { errno = ENOTSOCK; return -1; }
    return real(to, from, place, size);
}
ssize_t sendfile64(int to, int from, off64_t *place, size_t size) { return sendfile(to, from, (off_t *)place, size); }

ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
    REAL(ssize_t, "copy_file_range", int, off64_t *, int, off64_t *, size_t, unsigned);
    char path[4096];
    if (armed && path_of(to, path)) { errno = ENOSYS; return -1; }
    return real(from, a, to, b, size, flags);
}

static int cut(int descriptor, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    STEP(path_of(descriptor, path), 0, -1, real(descriptor, size), note('T', inode_of(descriptor), size, path, NULL, NULL, 0));
}
int ftruncate(int descriptor, off_t size) { return cut(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return cut(descriptor, size); }

int posix_fallocate(int descriptor, off_t place, off_t size) {
    char path[4096];
    if (armed && path_of(descriptor, path)) return EINVAL;
    REAL(int, "posix_fallocate", int, off_t, off_t);
    return real(descriptor, place, size);
}

int fsync(int descriptor) {
    REAL(int, "fsync", int);
    STEP(path_of(descriptor, path), 1, -1, real(descriptor), note('S', inode_of(descriptor), 0, path, NULL, NULL, 0));
}
int fdatasync(int descriptor) {
    REAL(int, "fdatasync", int);
    STEP(path_of(descriptor, path), 1, -1, real(descriptor), note('S', inode_of(descriptor), 0, path, NULL, NULL, 0));
}

static int renamed(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
    char second[4096];
    int inside = armed ? path_at(to_folder, to, second) : 0;
    STEP(path_at(from_folder, from, path) && inside, 1, -1, real(from_folder, from, to_folder, to, flags),
         note('R', 0, 0, path, second, NULL, 0));
}
int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return renamed(a, from, b, to, flags); }

static int removed(int folder, const char *name, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    STEP(path_at(folder, name, path), 1, -1, real(folder, name, flags), note('U', 0, 0, path, NULL, NULL, 0));
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

static int made(int folder, const char *name, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    STEP(path_at(folder, name, path), 0, -1, real(folder, name, mode), note('D', inode_at(path), 0, path, NULL, NULL, 0));
}
int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return made(folder, name, mode); }

static int linked(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    char second[4096];
    int inside = armed ? path_at(from_folder, from, second) : 0;
    STEP(path_at(to_folder, to, path) && inside, 0, -1, real(from_folder, from, to_folder, to, flags),
         note('H', 0, 0, path, second, NULL, 0));
}
int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return linked(a, from, b, to, flags); }

int symlinkat(const char *target, int folder, const char *name) {
    REAL(int, "symlinkat", const char *, int, const char *);
    STEP(path_at(folder, name, path), 0, -1, real(target, folder, name), note('L', inode_at(path), 0, path, target, NULL, 0));
}
int symlink(const char *target, const char *name) { return symlinkat(target, AT_FDCWD, name); }
