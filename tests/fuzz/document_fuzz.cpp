// The tolerant reader of module wow on arbitrary bytes: reads or refuses, never worse.
#include <wow/document.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

void visit(const wow::Node& node)
{
    static_cast<void>(node.localized("de_DE"));
    static_cast<void>(node.type_code());
    static_cast<void>(node.id());
    static_cast<void>(node.seconds());
    static_cast<void>(node.real());
    static_cast<void>(node.boolean());
    for (const auto item : node.items())
        visit(item);
    for (const auto& [key, member] : node.members()) {
        static_cast<void>(node[key].exists());
        visit(member);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    const std::string body(reinterpret_cast<const char*>(data), size);
    if (document.parse(body, "fuzz")) {
        visit(document.root());
        static_cast<void>(document.root().value());
    }
    return 0;
}
