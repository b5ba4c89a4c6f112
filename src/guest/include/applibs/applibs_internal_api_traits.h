/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the headers mark functions that have a successor. */
#ifndef APPLIBS_INTERNAL_API_TRAITS_H
#define APPLIBS_INTERNAL_API_TRAITS_H

#ifdef _AZSPHERE_USE_DEPRECATED_API
#define _AZSPHERE_DEPRECATED_BY(name)
#else
#define _AZSPHERE_DEPRECATED_BY(name) __attribute__((deprecated("use " #name)))
#endif

#ifdef _AZSPHERE_USE_OBSOLETE_API
#define _AZSPHERE_OBSOLETED_BY(name)
#else
#define _AZSPHERE_OBSOLETED_BY(name) __attribute__((error("use " #name)))
#endif

#endif /* APPLIBS_INTERNAL_API_TRAITS_H */
