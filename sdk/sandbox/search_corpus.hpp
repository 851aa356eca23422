// The kinds of documents that can be searched.
#pragma once

#include "sdk/sandbox/document.hpp"
#include "sdk/sandbox/world.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sandbox {

// One searchable kind of document.
class Corpus {
public:
    Corpus(const World& world, std::string region)
        : world_(world)
        , region_(std::move(region))
    {
    }
    Corpus(const Corpus&) = delete;
    Corpus& operator=(const Corpus&) = delete;
    virtual ~Corpus() = default;

    // The next id from this one on, in steps of 1 or -1; 0 when there is none.
    virtual std::int64_t next(std::int64_t id, std::int64_t step) const = 0;
    virtual std::int64_t last() const = 0;
    // Ids whose English name has the word, where an index of words exists.
    virtual std::optional<std::span<const std::uint32_t>> named(const std::string&) const { return std::nullopt; }
    virtual std::string name(std::int64_t id, std::string_view locale) const = 0;
    // A field other than id and name; nothing when there is no such field.
    virtual std::optional<std::string> field(std::int64_t id, std::string_view name) const = 0;
    virtual std::string path(std::int64_t id) const = 0;
    virtual std::string_view space() const { return "static"; }
    virtual void write(Document& out, std::int64_t id) const = 0;

protected:
    const World& world_;
    std::string region_;
};

// "item", "media", "creature", "mount", "realm" or "connected-realm". Keeps a reference to the world.
std::unique_ptr<Corpus> make_corpus(std::string_view document, const World& world, std::string region);

} // namespace sandbox
