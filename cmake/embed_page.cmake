# Makes a page part of the program, as text:
#   cmake -DHTML=FILE "-DSTYLES=FILE;..." "-DSCRIPTS=FILE;..." -DNAME=NAME -DOUTPUT=FILE.cpp
#         [-DNAMESPACE=turnstile::other] -P embed_page.cmake
# Styles and scripts go into the page, and its policy allows these two and nothing else, by their hashes.

function(join_files result)
  set(joined "")
  foreach(path IN LISTS ARGN)
    file(READ "${path}" text)
    string(APPEND joined "${text}")
  endforeach()
  set(${result} "${joined}" PARENT_SCOPE)
endfunction()

# As a policy has it: the base64 of the SHA-256. Its 32 bytes lack one to be 11 groups of three.
function(hash_for_policy text result)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(SHA256 bytes "${text}")
  string(APPEND bytes "00")
  set(base64 "")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING "${bytes}" ${at} 6 group)
    foreach(shift IN ITEMS 18 12 6 0)
      math(EXPR index "(0x${group} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${index} 1 letter)
      string(APPEND base64 "${letter}")
    endforeach()
  endforeach()
  string(SUBSTRING "${base64}" 0 43 base64)
  set(${result} "'sha256-${base64}='" PARENT_SCOPE)
endfunction()

join_files(style ${STYLES})
join_files(script ${SCRIPTS})
hash_for_policy("${style}" style_hash)
hash_for_policy("${script}" script_hash)
file(READ "${HTML}" page)
string(REPLACE "@POLICY@" "default-src 'none'; style-src ${style_hash}; script-src ${script_hash}; img-src data:" page
               "${page}")
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(REPLACE "@SCRIPT@" "${script}" page "${page}")

if(NOT NAMESPACE)
  set(NAMESPACE turnstile::counterexample)
endif()
set(text "namespace ${NAMESPACE} {\n")
string(APPEND text "extern const char* const ${NAME};\nconst char* const ${NAME} = R\"page(")
file(WRITE "${OUTPUT}" "${text}" "${page}" ")page\";\n}  // namespace ${NAMESPACE}\n")
