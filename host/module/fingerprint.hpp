// Compares the toolchain family a module was built with to this host's, before anything of the module runs.
//
// A mismatch would not fail at link time: containers have other sizes, and data is read wrongly without a word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

/// This host's own fingerprint: WOWHOST_FINGERPRINT as its compiler sees it.
std::string_view host_fingerprint();

/// One sentence per field that differs, naming both sides and the remedy; empty when the module fits. Fields come in
/// any order.
std::vector<std::string> compare_fingerprints(
    std::string_view module_side, std::string_view host_side = host_fingerprint());

} // namespace wowhost::module
