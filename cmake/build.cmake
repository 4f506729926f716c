# How every target of the suite is compiled: link turnstile_build privately. And one function for each kind of test.
include(GoogleTest)

add_library(turnstile_build INTERFACE)
target_compile_features(turnstile_build INTERFACE cxx_std_20)
target_compile_options(
  turnstile_build
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wshadow
            $<$<BOOL:${TURNSTILE_WARNINGS_AS_ERRORS}>:-Werror>
            # std::source_location and __FILE__ name files as they are named in the repository.
            -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

# Sanitizer flags, for all that is not Relacy: its fibers and its replaced operator new do not go with them.
add_library(turnstile_sanitizer INTERFACE)
if(TURNSTILE_SANITIZER)
  target_compile_options(turnstile_sanitizer INTERFACE -fsanitize=${TURNSTILE_SANITIZER} -fno-omit-frame-pointer
                                                       -fno-sanitize-recover=all)
  target_link_options(turnstile_sanitizer INTERFACE -fsanitize=${TURNSTILE_SANITIZER})
endif()
target_link_libraries(turnstile_build INTERFACE turnstile_sanitizer)

# turnstile_gtest_tests(TARGET PREFIX LABEL [TIMEOUT SECONDS]): each GoogleTest Suite.Name becomes PREFIX.Suite.Name.
function(turnstile_gtest_tests target prefix label)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "TIMEOUT" "")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  gtest_discover_tests(
    ${target}
    TEST_PREFIX ${prefix}.
    PROPERTIES LABELS ${label} TIMEOUT ${arg_TIMEOUT}
    DISCOVERY_TIMEOUT 60)
endfunction()

# turnstile_test(NAME LABEL [TIMEOUT SECONDS] COMMAND ...): a command whose exit status is the verdict.
function(turnstile_test name label)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "COMMAND")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77)
endfunction()

# turnstile_model_tests(TARGET [LONG FORM...]): a test for every row that `turnstile list` has a contract for,
# model.<stem>.<variant>.<property>.<engine>, and one for the memory orders of every right form that is explored,
# model.<stem>.<variant>.orders.rc11, labelled `long` where that takes more than some seconds. Found by running the
# program after it was built, so that an algorithm is listed in one place.
function(turnstile_model_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LONG")
  set(tests ${CMAKE_CURRENT_BINARY_DIR}/${target}_model_tests.cmake)
  add_custom_command(
    TARGET ${target}
    POST_BUILD
    BYPRODUCTS ${tests}
    COMMAND ${CMAKE_COMMAND} -DTURNSTILE=$<TARGET_FILE:${target}> -DTESTS=${tests} "-DLONG=${arg_LONG}" -P
            ${PROJECT_SOURCE_DIR}/cmake/discover_model_tests.cmake
    VERBATIM)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake
       "if(EXISTS \"${tests}\")\n  include(\"${tests}\")\nelse()\n  add_test(model.NOT_BUILT model.NOT_BUILT)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_CURRENT_BINARY_DIR}/${target}_include.cmake)
endfunction()
