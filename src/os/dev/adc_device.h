// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/dev/adc_converter.h"
#include "os/vfs.h"

namespace armillary::os {

/// Adds /dev/adc0: the platform's requests of an IIO device for raw samples, the description of the
/// channels, and their extended properties. An open(2) answers EACCES when the app's manifest does
/// not list ADC-CONTROLLER-0 under "Adc", after a warning that names the line, and EBUSY while it
/// is open. `converter` must outlive the tree and all processes.
void add_adc(Vfs& vfs, AdcConverter& converter);

}  // namespace armillary::os
