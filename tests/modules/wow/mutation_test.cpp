// Recorded bodies, damaged at random: reading them never crashes, and what is still JSON is read.
#include <wow/document.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace {

std::filesystem::path recorded()
{
    if (const char* folder = std::getenv("WOWHOST_RECORDED"))
        return folder;
    return std::filesystem::path(WOWHOST_SOURCE_DIR) / "../shared/fixtures/battlenet";
}

std::vector<std::string> recorded_bodies(std::uintmax_t most)
{
    std::vector<std::string> bodies;
    if (std::filesystem::is_directory(recorded()))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(recorded()))
            if (entry.path().extension() == ".json" && entry.path().parent_path() != recorded()
                && entry.file_size() <= most) {
                std::ifstream file(entry.path(), std::ios::binary);
                bodies.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
            }
    return bodies;
}

/// Reads everything in every way; the sum keeps the compiler from leaving it out.
std::int64_t visit(const wow::Node& node, int depth = 0)
{
    std::int64_t sum = node.integer().value_or(1) % 7 + node.id().value_or(2) % 7 + node.seconds().value_or(3) % 7;
    sum +=
        static_cast<std::int64_t>(node.localized("de_DE").value_or("x").size() + node.type_code().value_or("y").size());
    for (const auto item : node.items())
        sum += visit(item, depth + 1);
    for (const auto& [key, member] : node.members())
        sum += visit(member, depth + 1) + node[key].exists();
    return sum;
}

} // namespace

TEST_CASE("every recorded body is read")
{
    const auto bodies = recorded_bodies(8 << 20);
    if (bodies.empty()) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return;
    }
    CHECK(bodies.size() > 150);
    wow::Document document;
    for (const auto& body : bodies) {
        REQUIRE(document.parse(body));
        CHECK(visit(document.root()) != 0);
    }
}

TEST_CASE("damaged bodies are read or refused, never worse")
{
    auto bodies = recorded_bodies(20'000);
    bodies.push_back(
        R"({"id":6,"name":{"en_GB":"A","de_DE":null},"rows":[{"key":{"href":"https://x/7?a=b"}},1e5,-3]})");
    const std::vector<std::string> pieces{"null", "-", "1e999", "99999999999999999999999", "\"", "\\ud800", "{", "}",
        "[", "]", ",", "\xff", "true", "\"name\":", std::string(1, '\0')};
    std::minstd_rand random(11);
    const auto upto = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random); };
    wow::Document document;
    std::size_t read = 0;
    constexpr std::size_t rounds = 4000;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto body = bodies[upto(bodies.size() - 1)];
        for (auto cuts = 1 + upto(2); cuts > 0 && !body.empty(); --cuts) {
            const auto at = upto(body.size() - 1);
            switch (upto(3)) {
            case 0: body.insert(at, pieces[upto(pieces.size() - 1)]); break;
            case 1: body.replace(at, 1 + upto(8), pieces[upto(pieces.size() - 1)]); break;
            case 2: body.erase(at, 1 + upto(30)); break;
            default: body[at] = static_cast<char>(upto(255));
            }
        }
        if (document.parse(body, "mutation")) {
            ++read;
            CHECK(visit(document.root()) != 0);
        } else {
            CHECK_FALSE(document.error().empty());
            CHECK_FALSE(document.root().exists());
        }
    }
    CHECK(read > rounds / 20);
}
