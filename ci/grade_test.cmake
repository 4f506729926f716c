# Installs what was built, and grades with it: cmake -DSOURCE=... -DBUILD=... -DWORK=... -DPROGRAM=... -DDATA=...
# -DLIBRARIES=... -P this. The last three are places below the prefix.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${WORK})
execute_process(
  COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix} --component Unspecified
  OUTPUT_VARIABLE output
  ERROR_VARIABLE output
  RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()
foreach(name turn peterson tsl cas rwlock priority_inheritance lock)
  if(NOT EXISTS ${prefix}/${DATA}/templates/${name}.hpp)
    message(FATAL_ERROR "there is no template of ${name}")
  endif()
endforeach()

# What the grader says of strict alternation, and its status.
function(grade output status)
  execute_process(
    COMMAND ${prefix}/${PROGRAM} grade turn ${SOURCE}/coursework/samples/turn_strict_alternation.hpp
    OUTPUT_VARIABLE text
    ERROR_VARIABLE text
    RESULT_VARIABLE result)
  set(${output} "${text}" PARENT_SCOPE)
  set(${status} "${result}" PARENT_SCOPE)
endfunction()

grade(output status)
if(NOT status EQUAL 0 OR NOT output MATCHES ": 100 of 100 points")
  message(FATAL_ERROR "${status}: ${output}")
endif()

# It uses what was installed, not what it was made from.
foreach(file ${DATA}/runtime/serve.hpp ${LIBRARIES}/libturnstile_submission.a)
  file(RENAME ${prefix}/${file} ${WORK}/aside)
  file(WRITE ${prefix}/${file} "#error not this one")
  grade(output status)
  file(RENAME ${WORK}/aside ${prefix}/${file})
  if(status EQUAL 0 OR output MATCHES "100 of 100")
    message(FATAL_ERROR "${file} was not used: ${output}")
  endif()
endforeach()
