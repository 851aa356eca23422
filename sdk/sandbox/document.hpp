// Writes a JSON body in the shapes of the service: links that pin the build, and localized fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

enum class LocaleMode {
    all, // no locale asked for: an object of all of them
    one, // a string
    unsupported, // null
};

struct Locale {
    LocaleMode mode = LocaleMode::all;
    std::string code; // en_GB; empty unless `one`
};

// In any case, as the service takes it.
Locale parse_locale(const std::optional<std::string>& asked);

// Where a body is written for.
struct Scene {
    std::string base; // http://127.0.0.1:1234
    std::string region; // eu
    std::string build; // 11.2.0_62213
    Locale locale;
    std::int64_t published = 0;
};

class Document {
public:
    explicit Document(const Scene& scene);

    const Scene& scene() const { return scene_; }
    std::string take() { return std::move(out_); }
    void reserve(std::size_t bytes) { out_.reserve(bytes); }

    Document& open();
    Document& close();
    Document& open_list();
    Document& close_list();
    Document& key(std::string_view name);
    Document& value(std::int64_t number);
    Document& value(bool truth);
    Document& value(std::string_view text);
    Document& value(const char* text) { return value(std::string_view(text)); }
    Document& value(int number) { return value(static_cast<std::int64_t>(number)); }
    Document& decimal(double number);

    template <typename Value>
    Document& field(std::string_view name, const Value& content)
    {
        return key(name).value(content);
    }
    // A localized text: English everywhere, with the language named behind it elsewhere.
    Document& text(std::string_view english) { return text(english, {}, {}); }
    // The same, with the genuine text of one locale.
    Document& text(std::string_view english, std::string_view native, std::string_view native_locale);
    Document& text_field(std::string_view name, std::string_view english) { return key(name).text(english); }

    // {"href":"…"} with the namespace of the given class: static, dynamic or profile.
    Document& href(std::string_view path, std::string_view space);
    // "name":{"href":"…"}
    Document& link(std::string_view name, std::string_view path, std::string_view space)
    {
        return key(name).href(path, space);
    }
    // "_links":{"self":{"href":"…"}}
    Document& self(std::string_view path, std::string_view space);
    // "key":{"href":"<path><id>…"}
    Document& static_key(std::string_view path, std::int64_t id);
    // {"key":{…},"name":…,"id":…}
    Document& reference(std::string_view path, std::int64_t id, std::string_view english);
    // {"type":"HORDE","name":"Horde"}
    Document& type(std::string_view code);
    Document& type(std::string_view code, std::string_view label);
    // Address of an image, as a string.
    Document& image(std::string_view path);

private:
    void separate();

    const Scene& scene_;
    std::string out_;
    std::string static_tail_;
    bool comma_ = false;
};

} // namespace sandbox
