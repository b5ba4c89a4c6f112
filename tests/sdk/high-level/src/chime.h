/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once
/* Rings `times`, a second apart, as long as the loop runs. Returns -1 and sets errno. */
int Chime_Start(int times);
