# cmake -DPATHFINDER=program -DPAGE=docs/priority_inheritance.md -P this: the page shows what the program prints, and the
# program answers bad input with one line and exit status 2.
cmake_minimum_required(VERSION 3.25)

function(expect_status expected)
  if(NOT status STREQUAL expected)
    message(FATAL_ERROR "exit status ${status} instead of ${expected}: ${PATHFINDER} ${ARGN}")
  endif()
endfunction()

file(READ ${PAGE} page)
set(expected "")
foreach(protocol none inheritance ceiling)
  execute_process(COMMAND ${PATHFINDER} ${protocol} OUTPUT_VARIABLE output RESULT_VARIABLE status)
  expect_status(0 ${protocol})
  string(FIND "${page}" "${output}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "${PAGE} does not show what '${PATHFINDER} ${protocol}' prints:\n${output}")
  endif()
  if(NOT expected STREQUAL "")
    string(APPEND expected "\n")
  endif()
  string(APPEND expected "${output}")
endforeach()

execute_process(COMMAND ${PATHFINDER} OUTPUT_VARIABLE output RESULT_VARIABLE status)
expect_status(0)
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "without an argument it does not print all three:\n${output}")
endif()

execute_process(COMMAND ${PATHFINDER} --help OUTPUT_VARIABLE output RESULT_VARIABLE status)
expect_status(0 --help)
if(NOT output MATCHES "^Usage: turnstile_pathfinder")
  message(FATAL_ERROR "no usage: ${output}")
endif()

execute_process(COMMAND ${PATHFINDER} inheritance mars OUTPUT_VARIABLE output ERROR_VARIABLE error
                RESULT_VARIABLE status)
expect_status(2 inheritance mars)
if(NOT output STREQUAL "" OR NOT error MATCHES "^[^\n]*'mars'[^\n]*\n$")
  message(FATAL_ERROR "not one line about bad input: ${output}${error}")
endif()
