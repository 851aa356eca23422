// The reader of an account's list of characters on arbitrary bytes: whatever is JSON is read into characters that can
// be stored, each once.
#include <wow_user/mapping.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    if (!document.parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz"))
        return 0;
    const auto list = wow_user::read_account(document.root(), "de_DE");
    std::set<std::int64_t> ids;
    for (const auto& character : list.characters) {
        if (character.blizzard_id <= 0 || !ids.insert(character.blizzard_id).second)
            std::abort();
        if (character.has_profile() && (character.name.empty() || character.realm_slug.empty()))
            std::abort();
    }
    return 0;
}
