# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0

# What every target of ours obeys, and no third party's: link it PRIVATE.
add_library(lighterman_rules INTERFACE)
target_compile_features(lighterman_rules INTERFACE cxx_std_20)
target_compile_options(
    lighterman_rules
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wsign-conversion
              -Wold-style-cast
              -Wnon-virtual-dtor
              -Woverloaded-virtual
              $<$<BOOL:${LIGHTERMAN_WERROR}>:-Werror>
)
target_compile_definitions(
    lighterman_rules
    INTERFACE QT_NO_CAST_FROM_ASCII
              QT_NO_CAST_TO_ASCII
              QT_NO_CAST_FROM_BYTEARRAY
              QT_NO_URL_CAST_FROM_STRING
              QT_NO_FOREACH
              QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
              QT_STRICT_ITERATORS
              QT_DISABLE_DEPRECATED_BEFORE=0x060400
              $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>
)

# A folder of the source tree as a static library. NEEDS names the floors it stands on, so that the linker
# refuses what the floors do not allow:
#   lighterman_library(engine SOURCES engine.h engine.cpp NEEDS lighterman::model Qt6::Core)
function(lighterman_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;NEEDS")
    add_library(lighterman_${name} STATIC ${arg_SOURCES})
    add_library(lighterman::${name} ALIAS lighterman_${name})
    target_include_directories(lighterman_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(
        lighterman_${name}
        PUBLIC ${arg_NEEDS}
        PRIVATE lighterman_rules
    )
endfunction()

# The same for a folder whose files are all headers.
function(lighterman_header_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "NEEDS")
    add_library(lighterman_${name} INTERFACE)
    add_library(lighterman::${name} ALIAS lighterman_${name})
    target_include_directories(lighterman_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(lighterman_${name} INTERFACE ${arg_NEEDS})
endfunction()

# A program that people or the session start; it lands in <build>/bin.
function(lighterman_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;NEEDS")
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE lighterman_rules ${arg_NEEDS})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# A test program made of <name>.cpp in the calling folder, run without a display, in UTC and plain C locale:
#   lighterman_test(tst_jobstate NEEDS lighterman::model)
# SECONDS raises the time limit of 60 s where real processes are involved.
function(lighterman_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "SECONDS" "SOURCES;NEEDS")
    if(NOT arg_SECONDS)
        set(arg_SECONDS 60)
    endif()
    add_executable(${name} ${name}.cpp ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE lighterman_rules Qt6::Test ${arg_NEEDS})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(
        ${name} PROPERTIES TIMEOUT ${arg_SECONDS} ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TZ=UTC;LC_ALL=C.UTF-8"
    )
endfunction()

# A libFuzzer target made of <name>.cpp, only in the fuzz preset; its corpus lies in corpus/<name>.
function(lighterman_fuzzer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "NEEDS")
    add_executable(${name} ${name}.cpp)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE lighterman_rules ${arg_NEEDS})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer,address,undefined)
endfunction()
