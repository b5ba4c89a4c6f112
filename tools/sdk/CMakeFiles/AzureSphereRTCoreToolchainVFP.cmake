# SPDX-License-Identifier: GPL-2.0-or-later
# Real-time capable apps that compute with the FPU of the M4 cores.
set(_azsphere_float "-mfloat-abi=hard -mfpu=fpv4-sp-d16")
include(${CMAKE_CURRENT_LIST_DIR}/AzureSphereRTCoreToolchain.cmake)
