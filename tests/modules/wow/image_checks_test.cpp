// Which images are fetched, and what counts as one.
#include "image_checks.hpp"
#include "image_fields.hpp"

#include <catch2/catch.hpp>

#include <string>

using wow::image_address;
using wow::image_suffix;
using wowhost::Entity;
using wowhost::Value;

TEST_CASE("Images are fetched from Blizzard's hosts, over https")
{
    for (const std::string address : {"https://render.worldofwarcraft.com/eu/icons/56/sword.jpg",
             "https://render-us.worldofwarcraft.com/character/stormrage/1/2-avatar.jpg?alt=/shadow/avatar/2-1.jpg",
             "https://render-classic-eu.worldofwarcraft.com/icons/56/a.jpg"}) {
        INFO(address);
        CHECK(image_address(address, "").url == address);
        CHECK(image_address(address, "").trouble.empty());
    }
}

TEST_CASE("Nothing else is fetched, and it is said why")
{
    for (const std::string address :
        {"", "sword.jpg", "//render.worldofwarcraft.com/a.jpg", "http://render.worldofwarcraft.com/a.jpg",
            "ftp://render.worldofwarcraft.com/a.jpg", "HTTPS://RENDER.WORLDOFWARCRAFT.COM/a.jpg",
            "https://worldofwarcraft.com/a.jpg", "https://evil.example/a.jpg",
            "https://evil.example/.worldofwarcraft.com", "https://render.worldofwarcraft.com.evil.example/a.jpg",
            "https://evilrender.worldofwarcraft.com/a.jpg", "https://render.worldofwarcraft.com:8443/a.jpg",
            "https://me@render.worldofwarcraft.com/a.jpg", "https://evil.example#@render.worldofwarcraft.com/a.jpg",
            "https://evil.example\\.worldofwarcraft.com/a.jpg", "https://render-.worldofwarcraft.com/a.jpg",
            "https://render-a.b.worldofwarcraft.com/a.jpg", "https://render.worldofwarcraft.com/a b.jpg",
            "https://render.worldofwarcraft.com/a\r\nHost: evil.example", "file:///etc/passwd",
            "https://127.0.0.1/a.jpg", "https://[::1]/a.jpg", "https://", "https:///a.jpg"})
        for (const std::string media_url : {"", "http://127.0.0.1:8099"}) {
            INFO(address);
            CHECK(image_address(address, media_url).url.empty());
            CHECK_FALSE(image_address(address, media_url).trouble.empty());
        }
    CHECK(image_address("https://render.worldofwarcraft.com/" + std::string(2000, 'a'), "").url.empty());
}

TEST_CASE("wow.media_url stands in place of scheme and host, and is a host of images itself")
{
    const std::string address = "https://render.worldofwarcraft.com/eu/icons/56/sword.jpg?a=b";
    for (const std::string media_url : {"http://127.0.0.1:8099", "http://127.0.0.1:8099/"}) {
        CHECK(image_address(address, media_url).url == "http://127.0.0.1:8099/eu/icons/56/sword.jpg?a=b");
        CHECK(image_address("http://127.0.0.1:8099/render/eu/a.png", media_url).url
            == "http://127.0.0.1:8099/render/eu/a.png");
        CHECK(image_address("http://127.0.0.1:80990/render/eu/a.png", media_url).url.empty());
        CHECK(image_address("http://127.0.0.2:8099/render/eu/a.png", media_url).url.empty());
    }
    CHECK(image_address("http://127.0.0.1:8099/render/eu/a.png", "").url.empty());
}

TEST_CASE("An image is what begins as one, whatever it is called")
{
    CHECK(image_suffix(std::string("\xff\xd8\xff\xe0\x00\x10", 6)) == "jpg");
    CHECK(image_suffix("\x89PNG\r\n\x1a\n....") == "png");
    CHECK(image_suffix("GIF89a.") == "gif");
    CHECK(image_suffix("GIF87a.") == "gif");
    CHECK(image_suffix("RIFF....WEBPVP8 ") == "webp");
    for (const std::string_view other : {"", "\xff\xd8", "\x89PNG", "GIF88a", "RIFF....WAVE", "RIFF", "RIFF....WEB",
             "<!DOCTYPE html><html>", "<svg xmlns=\"http://www.w3.org/2000/svg\">", "{\"code\":404}", " GIF89a"}) {
        INFO(other);
        CHECK(image_suffix(other).empty());
    }
}

TEST_CASE("An image within a json field is read and written, and nothing around it is changed")
{
    const auto medium = Value::object({{"id", 7}, {"image", "https://a/1.png"}});
    Entity row(
        "wow_guild", {{"icon", "x"}, {"crest", Value::object({{"emblem", Value::object({{"media", medium}})}})}});
    CHECK(wow::image_text(row, "icon") == "x");
    CHECK(wow::image_text(row, "crest.emblem.media.image") == "https://a/1.png");
    for (const auto* none : {"crest", "crest.border.media.image", "crest.emblem.media.id", "icon.a", "absent", "a.b"})
        CHECK(wow::image_text(row, none).empty());
    wow::set_image_text(row, "crest.emblem.media.image", "wow/images/1/1.png");
    CHECK(row["crest"]["emblem"]["media"]["image"] == Value("wow/images/1/1.png"));
    CHECK(row["crest"]["emblem"]["media"]["id"] == Value(7));
    wow::set_image_text(row, "icon", nullptr);
    CHECK(row["icon"].is_null());
}
