# Writes a CTest file with the tests of every form that the stress client lists:
# cmake -DRUN=script -DSTRESS=program -DSANITIZER=name -DTESTS=file -P this.
#
#   thread              tsan.<stem>.<variant>        a right form is silent; a broken one is stressed until the first report
#   address, undefined  asan|ubsan.<stem>.<variant>  the right forms
#   none                stress.<stem>.<variant>.threads|processes   the right forms; and broken ones that are caught
#                                                                   without a sanitizer: they show that the client sees
cmake_minimum_required(VERSION 3.25)

# What a right form does in a second or two where nothing else runs. A busy machine runs into the time limit and does
# less: there each handover can cost milliseconds.
set(enough --rounds 1000000 --seconds 1)
set(until_seen --seconds 20)

set(tests "")
function(add_stress_test name labels)
  list(JOIN ARGN "\" \"" arguments)
  # Two processors: with one the workers would seldom meet.
  string(APPEND tests "add_test([=[${name}]=] \"${arguments}\")\n"
                      "set_tests_properties([=[${name}]=] PROPERTIES LABELS \"${labels}\" TIMEOUT 180 PROCESSORS 2 "
                      "SKIP_RETURN_CODE 77)\n")
  set(tests "${tests}" PARENT_SCOPE)
endfunction()

set(prefix_thread tsan)
set(prefix_address asan)
set(prefix_undefined ubsan)
set(prefix ${prefix_${SANITIZER}})

execute_process(COMMAND ${RUN} ${STRESS} list OUTPUT_VARIABLE list RESULT_VARIABLE status)
if(status EQUAL 77) # the runtime of this sanitizer does not work here: one test, to say so
  add_stress_test(${prefix}.SKIPPED sanitizer ${RUN} ${STRESS} list)
elseif(NOT status EQUAL 0)
  message(FATAL_ERROR "${STRESS} list: ${status}")
endif()

string(REGEX MATCHALL "[^\n]+" lines "${list}")
foreach(line IN LISTS lines)
  string(REPLACE " " ";" shows "${line}")
  list(POP_FRONT shows form)
  string(REPLACE "/" "." name ${form})
  set(command ${RUN} ${STRESS} ${form})
  if(SANITIZER)
    if("right" IN_LIST shows)
      add_stress_test(${prefix}.${name} sanitizer ${command} ${enough})
    elseif("race" IN_LIST shows AND SANITIZER STREQUAL "thread")
      add_stress_test(${prefix}.${name} "sanitizer;broken" ${command} --expect race ${until_seen})
    endif()
    continue()
  endif()
  foreach(workers threads processes)
    set(option "")
    if(workers STREQUAL "processes" AND NOT "processes" IN_LIST shows)
      continue()
    elseif(workers STREQUAL "processes")
      set(option --processes)
    endif()
    if("right" IN_LIST shows)
      add_stress_test(stress.${name}.${workers} sanitizer ${command} ${option} ${enough})
    elseif("mistake" IN_LIST shows)
      add_stress_test(stress.${name}.${workers} "sanitizer;broken" ${command} ${option} --expect mistake ${until_seen})
    endif()
  endforeach()
endforeach()
file(WRITE ${TESTS} "${tests}")
