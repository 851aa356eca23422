// Files that are part of the program: the host's own templates and static files, from etc/, put in when it is built.
#pragma once

#include <string_view>
#include <vector>

namespace wowhost::web {

struct EmbeddedFile {
    std::string_view name; ///< "layout.html", "site.css"
    std::string_view content;
};

const std::vector<EmbeddedFile>& embedded_templates();
const std::vector<EmbeddedFile>& embedded_static();

} // namespace wowhost::web
