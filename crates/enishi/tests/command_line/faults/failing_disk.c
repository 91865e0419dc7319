/* A disk that fails: loaded before a program, it lets the n-th call that writes to a file below a
 * folder fail, once or from then on. What the environment says:
 *
 *   ENISHI_FAULT_FOLDER  the folder
 *   ENISHI_FAULT_AT      the call that fails, from 1; 0 for none
 *   ENISHI_FAULT_ERROR   the number of the error
 *   ENISHI_FAULT_MODE    once, lasting, or torn: half of it is written, and then nothing any more
 *   ENISHI_FAULT_COUNT   a file elsewhere into which the number of calls is written at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static atomic_int broken;

static int is_below_folder(int file) {
    const char *folder = getenv("ENISHI_FAULT_FOLDER");
    char link[64], path[4096];
    if (folder == NULL) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* 0: the call goes through. 1: it fails. 2: half of it is written. */
static int fate(int file) {
    if (!is_below_folder(file)) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    const char *at = getenv("ENISHI_FAULT_AT"), *mode = getenv("ENISHI_FAULT_MODE");
    const char *error = getenv("ENISHI_FAULT_ERROR");
    int is_first = at != NULL && atol(at) == call;
    if (!is_first && !atomic_load(&broken)) return 0;
    if (is_first && mode != NULL && strcmp(mode, "once") != 0) atomic_store(&broken, 1);
    if (is_first && mode != NULL && strcmp(mode, "torn") == 0) return 2;
    errno = error == NULL ? EIO : atoi(error);
    return 1;
}

static int failing(int file) {
    int what = fate(file);
    if (what == 2) errno = ENOSPC;
    return what != 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t size) {
    int what = fate(file);
    if (what == 1) return -1;
    return REAL(write)(file, bytes, what == 2 && size > 1 ? size / 2 : size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    int what = fate(file);
    if (what == 1) return -1;
    return REAL(pwrite)(file, bytes, what == 2 && size > 1 ? size / 2 : size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
    int what = fate(file);
    if (what == 1) return -1;
    return REAL(pwrite64)(file, bytes, what == 2 && size > 1 ? size / 2 : size, at);
}

int fsync(int file) { return failing(file) ? -1 : REAL(fsync)(file); }

int fdatasync(int file) { return failing(file) ? -1 : REAL(fdatasync)(file); }

int ftruncate(int file, off_t size) { return failing(file) ? -1 : REAL(ftruncate)(file, size); }

int ftruncate64(int file, off64_t size) {
    return failing(file) ? -1 : REAL(ftruncate64)(file, size);
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("ENISHI_FAULT_COUNT");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file == NULL) return;
    fprintf(file, "%ld\n", atomic_load(&calls));
    fclose(file);
}
