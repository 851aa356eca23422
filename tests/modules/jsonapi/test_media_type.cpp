// Content negotiation, by the sentences of JSON:API 1.1.
#include "media_type.hpp"

#include <catch2/catch.hpp>

using namespace jsonapi;
using wowhost::Fields;

namespace {

int refused(const char* header, std::vector<std::string> values)
{
    Fields headers;
    for (auto& value : values)
        headers.add(header, std::move(value));
    const auto fault = refuse_media_type(headers);
    return fault ? fault->status : 0;
}

} // namespace

TEST_CASE("Accept is refused only when it names the media type with nothing but parameters that are not known")
{
    for (const auto* good : {"", "*/*", "text/html", "application/json", "application/vnd.api+json",
             "Application/VND.API+JSON", "application/vnd.api+json;profile=\"https://example.org/a, b; c\"",
             "application/vnd.api+json; q=0.5", "application/vnd.api+json;ext=\"\"",
             "application/vnd.api+json; charset=utf-8, application/vnd.api+json", "application/vnd.api+jsonx; a=b",
             "application/vnd.api+json; charset=utf-8;q=0.1 , text/html, application/vnd.api+json ;q=0.1"})
        CHECK(refused("accept", {good}) == 0);
    for (const auto* bad : {"application/vnd.api+json; charset=utf-8", "application/vnd.api+json;ext=\"https://x/y\"",
             "application/vnd.api+json;version=1, */*", "application/vnd.api+json; profile=\"a\"; x=\"\\\",\"",
             "application/vnd.api+json;q=0", "application/vnd.api+json;q=0.000", "application/vnd.api+json;x"})
        CHECK(refused("accept", {bad}) == 406);
    CHECK(refused("accept", {"application/vnd.api+json;a=b", "application/vnd.api+json"}) == 0);
    CHECK(refused("accept", {"application/vnd.api+json;a=b", "text/html"}) == 406);
}

TEST_CASE("a content type with parameters that are not known is refused")
{
    for (const auto* good : {"application/vnd.api+json", "application/vnd.api+json; profile=\"x\"",
             "application/json; charset=utf-8", "text/plain"})
        CHECK(refused("content-type", {good}) == 0);
    for (const auto* bad : {"application/vnd.api+json; charset=utf-8", "application/vnd.api+json;ext=\"a\""})
        CHECK(refused("content-type", {bad}) == 415);
}
