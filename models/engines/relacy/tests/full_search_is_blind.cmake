# The full search of FORM (of two threads with one round each) for PROPERTY must pass, and must have come to its end.
set(json ${CMAKE_CURRENT_BINARY_DIR}/full_search_is_blind.${PROPERTY}.json)
execute_process(
  COMMAND ${TURNSTILE} check ${FORM} --property ${PROPERTY} --scheduler full --threads 2 --rounds 1 --json ${json}
          COMMAND_ERROR_IS_FATAL ANY)
file(READ ${json} text)
string(JSON verdict GET "${text}" verdicts 0 verdict)
string(JSON complete GET "${text}" verdicts 0 complete)
if(NOT (verdict STREQUAL "not_refuted" AND complete))
  message(FATAL_ERROR "verdict ${verdict}, complete ${complete}; expected not_refuted, complete")
endif()
