# SPDX-License-Identifier: GPL-2.0-or-later
# The functions that the projects of Azure Sphere apps call, under the names and with the arguments
# of the vendor's SDK (azure-sphere.md, 3.6). The toolchain files include this one.
get_filename_component(AZURE_SPHERE_SDK_PATH ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
get_filename_component(ARMILLARY_ROOT ${AZURE_SPHERE_SDK_PATH}/../.. ABSOLUTE)
set(AZURE_SPHERE_MAKE_IMAGE_FILE ${CMAKE_CURRENT_LIST_DIR}/AzureSphereMakeImage.cmake)
set(AZURE_SPHERE_TARGET_API_SET "latest-lts" CACHE STRING
  "API set of the device: 1 to 16, latest-lts or latest-beta")
# The program that packs images; a test names the one it has just built.
set(ARMILLARY "" CACHE FILEPATH "The program armillary; empty: the one of this checkout")

# The number of an API set; there is one sysroot here, which offers the functions of all of them.
function(_azsphere_api_set_number text result)
  if(text MATCHES "^latest-(lts|beta)$")
    set(number 16)
  elseif(text MATCHES "^([0-9]+)(\\+Beta[0-9]+)?$")
    set(number ${CMAKE_MATCH_1})
  endif()
  if(NOT number OR number LESS 1 OR number GREATER 16)
    message(FATAL_ERROR "The API set \"${text}\" is not known; use a number from 1 to 16, such a "
      "number with +Beta and four digits, latest-lts or latest-beta.")
  endif()
  set(${result} ${number} PARENT_SCOPE)
endfunction()

# azsphere_configure_tools(TOOLS_REVISION revision): accepted; there is one revision of this SDK.
function(azsphere_configure_tools)
  cmake_parse_arguments(ARG "" "TOOLS_REVISION" "" ${ARGN})
  if(NOT ARG_TOOLS_REVISION)
    message(FATAL_ERROR "azsphere_configure_tools() needs TOOLS_REVISION and a revision, "
      "such as TOOLS_REVISION \"22.11\".")
  endif()
endfunction()

# azsphere_configure_api(TARGET_API_SET set)
function(azsphere_configure_api)
  cmake_parse_arguments(ARG "" "TARGET_API_SET" "" ${ARGN})
  _azsphere_api_set_number("${ARG_TARGET_API_SET}" number)
  set(AZURE_SPHERE_TARGET_API_SET "${ARG_TARGET_API_SET}" CACHE STRING "" FORCE)
endfunction()

function(_azsphere_python result)
  find_program(AZURE_SPHERE_PYTHON python3 NO_CMAKE_FIND_ROOT_PATH)
  if(NOT AZURE_SPHERE_PYTHON)
    message(FATAL_ERROR "python3 is missing: install the package python3.")
  endif()
  set(${result} ${AZURE_SPHERE_PYTHON} ${AZURE_SPHERE_SDK_PATH}/hardware_definition.py PARENT_SCOPE)
endfunction()

# azsphere_target_hardware_definition(TARGET TARGET_DIRECTORY folder... TARGET_DEFINITION file)
# The names of a board or an appliance: in the sources by #include <hw/NAME.h>, in the manifest as
# "$NAME". A header that stands in a folder's inc/hw is used as it is; the others are generated.
function(azsphere_target_hardware_definition target)
  cmake_parse_arguments(ARG "" "TARGET_DEFINITION" "TARGET_DIRECTORY" ${ARGN})
  if(NOT ARG_TARGET_DEFINITION)
    message(FATAL_ERROR "azsphere_target_hardware_definition(${target}) needs TARGET_DEFINITION "
      "and the name of a JSON file, such as \"sample_appliance.json\".")
  endif()
  set(folders "")
  set(search "")
  foreach(folder ${ARG_TARGET_DIRECTORY})
    get_filename_component(folder "${folder}" ABSOLUTE)
    list(APPEND folders ${folder})
    list(APPEND search --search ${folder})
    target_include_directories(${target} PRIVATE ${folder}/inc ${folder}/inc/hw)
    file(GLOB definitions ${folder}/*.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${definitions})
  endforeach()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/hardware-definitions/${target}/inc)
  _azsphere_python(python)
  execute_process(COMMAND ${python} headers ${search} --output ${generated}/hw
    ${ARG_TARGET_DEFINITION} RESULT_VARIABLE failed ERROR_VARIABLE message)
  if(failed)
    message(FATAL_ERROR "${message}")
  endif()
  target_include_directories(${target} PRIVATE ${generated} ${generated}/hw
    ${ARMILLARY_ROOT}/build/guest/hardware/inc ${ARMILLARY_ROOT}/build/guest/hardware/inc/hw)
  set_target_properties(${target} PROPERTIES
    AZURE_SPHERE_DEFINITION "${ARG_TARGET_DEFINITION}" AZURE_SPHERE_DEFINITION_FOLDERS "${folders}")
endfunction()

# The commands that copy resources into the package's folder.
function(_azsphere_resources approot result)
  set(commands "")
  foreach(file ${ARGN})
    if(IS_ABSOLUTE "${file}" OR "${file}" MATCHES "(^|/)\\.\\.(/|$)")
      message(FATAL_ERROR "RESOURCE_FILES: ${file} is not a path below the project's folder; a "
        "resource keeps its path in the package. Name it relative to ${CMAKE_CURRENT_SOURCE_DIR}.")
    endif()
    get_filename_component(folder "${file}" DIRECTORY)
    list(APPEND commands
      COMMAND ${CMAKE_COMMAND} -E make_directory ${approot}/${folder}
      COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${approot}/${file})
  endforeach()
  set(${result} ${commands} PARENT_SCOPE)
endfunction()

# azsphere_target_add_image_package(TARGET [RESOURCE_FILES file...] [APP_MANIFEST file])
# Makes PROJECT.imagepackage beside the program, as part of `all`. Its files stand in a folder
# approot, which `armillary run` takes as well.
function(azsphere_target_add_image_package target)
  cmake_parse_arguments(ARG "" "APP_MANIFEST;DEBUG_LIB" "RESOURCE_FILES" ${ARGN})
  if(ARG_DEBUG_LIB)
    message(WARNING "DEBUG_LIB ${ARG_DEBUG_LIB} is not in this SDK; ${target} is built without it.")
  endif()
  if(NOT ARG_APP_MANIFEST)
    set(ARG_APP_MANIFEST app_manifest.json)
  endif()
  get_filename_component(manifest "${ARG_APP_MANIFEST}" ABSOLUTE)
  if(NOT EXISTS ${manifest})
    message(FATAL_ERROR "There is no ${manifest}. An app needs a manifest; write one, or name it "
      "by azsphere_target_add_image_package(${target} APP_MANIFEST file).")
  endif()
  # One package of a project is named as the project is, a second one as its program.
  get_property(taken GLOBAL PROPERTY AZURE_SPHERE_PACKAGE_${PROJECT_NAME})
  set(name ${PROJECT_NAME})
  if(taken)
    set(name ${target})
  endif()
  set_property(GLOBAL PROPERTY AZURE_SPHERE_PACKAGE_${PROJECT_NAME} TRUE)
  set_target_properties(${target} PROPERTIES SUFFIX .out)
  set(approot ${CMAKE_CURRENT_BINARY_DIR}/approot${name})
  set(package ${CMAKE_CURRENT_BINARY_DIR}/${name}.imagepackage)

  set(options "")
  get_target_property(folders ${target} AZURE_SPHERE_DEFINITION_FOLDERS)
  get_target_property(definition ${target} AZURE_SPHERE_DEFINITION)
  if(definition)
    foreach(folder ${folders})
      list(APPEND options --search ${folder})
    endforeach()
    list(APPEND options --definition ${definition})
  endif()
  if(NOT AZURE_SPHERE_REAL_TIME)
    _azsphere_api_set_number("${AZURE_SPHERE_TARGET_API_SET}" number)
    list(APPEND options --api-set ${number})
  endif()
  _azsphere_resources(${approot} resources ${ARG_RESOURCE_FILES})
  _azsphere_pack_command(${approot} ${package} pack)
  _azsphere_python(python)
  add_custom_command(OUTPUT ${package}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${approot}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${approot}/bin
    COMMAND ${CMAKE_OBJCOPY} --strip-unneeded $<TARGET_FILE:${target}> ${approot}/bin/app
    COMMAND ${python} manifest ${options} --output ${approot}/app_manifest.json ${manifest}
    ${resources}
    ${pack}
    DEPENDS ${target} ${manifest} ${ARG_RESOURCE_FILES} ${AZURE_SPHERE_SDK_PATH}/hardware_definition.py
    COMMENT "Packing ${name}.imagepackage" VERBATIM)
  add_custom_target(${target}-imagepackage ALL DEPENDS ${package})
endfunction()

# The command that packs the folder.
function(_azsphere_pack_command approot package result)
  set(program ${ARMILLARY})
  if(NOT program)
    set(program ${ARMILLARY_ROOT}/build/release/bin/armillary)
  endif()
  if(NOT EXISTS ${program})
    message(FATAL_ERROR "The packer ${program} is missing: run ${ARMILLARY_ROOT}/tools/setup.sh "
      "once, or name the program with -DARMILLARY=FILE.")
  endif()
  set(${result} COMMAND ${program} image pack ${approot} -o ${package} PARENT_SCOPE)
endfunction()
