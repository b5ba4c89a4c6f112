# SPDX-License-Identifier: GPL-2.0-or-later
# The way of projects for the SDK of 2019: include("${AZURE_SPHERE_MAKE_IMAGE_FILE}") after the
# executable, which is named as the project is; hardware definition by two cache variables.
if(AZURE_SPHERE_TARGET_HARDWARE_DEFINITION_DIRECTORY)
  azsphere_target_hardware_definition(${PROJECT_NAME}
    TARGET_DIRECTORY ${AZURE_SPHERE_TARGET_HARDWARE_DEFINITION_DIRECTORY}
    TARGET_DEFINITION ${AZURE_SPHERE_TARGET_HARDWARE_DEFINITION})
endif()
azsphere_target_add_image_package(${PROJECT_NAME})
