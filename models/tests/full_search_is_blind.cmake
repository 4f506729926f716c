# The full search of peterson/broken_release_turn must pass, and must have come to its end.
set(json ${CMAKE_CURRENT_BINARY_DIR}/full_search_is_blind.json)
execute_process(
  COMMAND ${TURNSTILE} check peterson/broken_release_turn --property mutual_exclusion --scheduler full --rounds 1 --json
          ${json} COMMAND_ERROR_IS_FATAL ANY)
file(READ ${json} text)
string(JSON verdict GET "${text}" verdicts 0 verdict)
string(JSON complete GET "${text}" verdicts 0 complete)
if(NOT (verdict STREQUAL "not_refuted" AND complete))
  message(FATAL_ERROR "verdict ${verdict}, complete ${complete}; expected not_refuted, complete")
endif()
