// Bodies that are not what they should be: nothing crashes, and what is good is kept.
#include "recorded.hpp"
#include "summary.hpp"

#include <cstdint>
#include <limits>
#include <random>

using namespace wow_character;
using nlohmann::json;

namespace {

/// A random value of another kind.
json odd(std::mt19937& random)
{
    switch (random() % 9) {
    case 0: return nullptr;
    case 1: return json::array();
    case 2: return json::object();
    case 3: return "";
    case 4: return -1;
    case 5: return 1e300;
    case 6: return std::numeric_limits<std::uint64_t>::max();
    case 7: return std::string(300, 'x');
    default: return json::array({nullptr, 1, "a", json::object({{"id", "x"}})});
    }
}

/// Changes one place somewhere in `value`.
void mutate(json& value, std::mt19937& random)
{
    if (!value.is_structured() || value.empty() || random() % 4 == 0) {
        value = odd(random);
        return;
    }
    auto place = value.begin();
    std::advance(place, static_cast<std::ptrdiff_t>(random() % value.size()));
    if (value.is_object() && random() % 5 == 0)
        value.erase(place);
    else
        mutate(*place, random);
}

} // namespace

TEST_CASE("Mutated summaries are read or refused, never a crash")
{
    const auto body = recorded::body("character/rbattlenet-eu-stormrage-sheday-2019.json");
    if (!body)
        return;
    const auto original = json::parse(*body);
    std::mt19937 random(20191222);
    int read = 0;
    for (int i = 0; i < 3000; ++i) {
        auto changed = original;
        for (auto changes = random() % 4; changes-- > 0 || i % 7 == 0;) {
            mutate(changed, random);
            if (i % 7 == 0)
                break;
        }
        wow::Document document;
        REQUIRE(document.parse(changed.dump()));
        if (const auto summary = read_summary(document, "en_GB")) {
            ++read;
            CHECK(summary->blizzard_id > 0);
            for (const auto& [field, value] : summary->fields)
                if (field == "level")
                    CHECK((value.is_null() || value.is_integer()));
        }
        read_media(document);
    }
    CHECK(read > 1000);
}

TEST_CASE("A body without a usable id is no summary")
{
    for (const auto* body : {"{}", "[]", "null", "7", "\"x\"", R"({"id":0})", R"({"id":-5})", R"({"id":"7"})",
             R"({"id":null})", R"({"id":18446744073709551615})"}) {
        INFO(body);
        wow::Document document;
        REQUIRE(document.parse(body));
        CHECK_FALSE(read_summary(document, "en_GB"));
    }
}
