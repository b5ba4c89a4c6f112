/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of the app's own image package, and its one mutable file. */
#ifndef APPLIBS_STORAGE_H
#define APPLIBS_STORAGE_H

#ifdef __cplusplus
extern "C" {
#endif

/* The absolute path of a file of the package; whether it exists is not looked at. The caller frees
 * it with free(). Returns NULL with errno: EFAULT NULL; EINVAL the path starts with '/' or '.' or
 * contains ".."; ENOMEM. */
char* Storage_GetAbsolutePathInImagePackage(const char* relativePath);

/* Opens a file of the package for reading. Returns a descriptor, or -1 with errno as above or as
 * open() sets it. */
int Storage_OpenFileInImagePackage(const char* relativePath);

/* Opens the mutable file at its start, and makes it if there is none. Needs "MutableStorage". A
 * write past the manifest's SizeKB fails. Returns a descriptor, or -1 with errno: EACCES; EIO. */
int Storage_OpenMutableFile(void);

/* Deletes the mutable file. Returns 0, or -1 with errno: EACCES; EIO; ENOENT there is none. */
int Storage_DeleteMutableFile(void);

#ifdef __cplusplus
}
#endif

#endif /* APPLIBS_STORAGE_H */
