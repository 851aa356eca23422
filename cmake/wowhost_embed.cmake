# Writes a source file that holds files as byte arrays. Run as a script, so that it happens when one of them has changed:
#   cmake -DOUTPUT=embedded.cpp -DTEMPLATES="a.html;b.html" -DSTATIC="site.css" -P wowhost_embed.cmake
function(embed list files text)
    set(rows "")
    set(result "${${text}}")
    set(number 0)
    foreach(file IN LISTS ${files})
        file(READ "${file}" bytes HEX)
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
        get_filename_component(name "${file}" NAME)
        string(APPEND result "constexpr char ${list}_${number}[] = {${bytes}'\\0'};\n")
        string(APPEND rows "        {\"${name}\", {${list}_${number}, sizeof ${list}_${number} - 1}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    set(${text} "${result}" PARENT_SCOPE)
    set(${list}_rows "${rows}" PARENT_SCOPE)
endfunction()

set(arrays "")
embed(templates TEMPLATES arrays)
embed(static_files STATIC arrays)
file(WRITE "${OUTPUT}" "// Made by cmake/wowhost_embed.cmake.
#include \"host/web/embedded.hpp\"

namespace wowhost::web {
namespace {

${arrays}
} // namespace

const std::vector<EmbeddedFile>& embedded_templates()
{
    static const std::vector<EmbeddedFile> files{
${templates_rows}    };
    return files;
}

const std::vector<EmbeddedFile>& embedded_static()
{
    static const std::vector<EmbeddedFile> files{
${static_files_rows}    };
    return files;
}

} // namespace wowhost::web
")
