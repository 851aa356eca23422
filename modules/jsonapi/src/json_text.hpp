// Writes JSON from front to back into one string: documents are large, and need not exist twice.
#pragma once

#include <wowhost/value.hpp>

#include <string>
#include <string_view>

namespace jsonapi {

/// The caller keeps the order (key, then value, within objects); commas come by themselves.
class JsonText {
public:
    JsonText& begin_object() { return open('{'); }
    JsonText& end_object() { return close('}'); }
    JsonText& begin_array() { return open('['); }
    JsonText& end_array() { return close(']'); }
    JsonText& key(std::string_view name);
    JsonText& text(std::string_view value);
    JsonText& null();
    JsonText& value(const wowhost::Value& value);
    /// key and text
    JsonText& member(std::string_view name, std::string_view value) { return key(name).text(value); }

    std::string take() { return std::move(out_); }
    std::size_t size() const noexcept { return out_.size(); }

private:
    JsonText& open(char bracket);
    JsonText& close(char bracket);
    void separate();
    void put_text(std::string_view value);

    std::string out_;
    bool needs_comma_ = false;
};

} // namespace jsonapi
