#include "host/web/assets.hpp"

#include "host/web/embedded.hpp"
#include "host/web/negotiation.hpp"
#include "host/web/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace wowhost::web {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view root_files[] = {"/robots.txt", "/favicon.ico"};
constexpr std::string_view folder = "/static/";
constexpr std::size_t hash_length = 16;

} // namespace

std::string content_type_of(std::string_view name)
{
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".gif", "image/gif"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".json", "application/json"},
    };
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending))
            return std::string(type);
    return {};
}

Assets::Assets(const std::vector<fs::path>& folders)
{
    for (const auto& path : folders) {
        std::error_code problem;
        for (fs::directory_iterator at(path, problem), end; !problem && at != end; at.increment(problem)) {
            const auto name = at->path().filename().string();
            if (!at->is_regular_file(problem) || name.starts_with('.'))
                continue;
            const auto size = at->file_size(problem);
            if (content_type_of(name).empty() || size > largest_file || bytes_ + size > most_bytes) {
                problems_.push_back(
                    fmt::format("{} is not served: its kind is not known, it has more than {} KiB, or all files have "
                                "more than {} MiB",
                        at->path().string(), largest_file / 1024, most_bytes / 1024 / 1024));
                continue;
            }
            std::ifstream file(at->path(), std::ios::binary);
            add(name, std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()));
        }
    }
    for (const auto& file : embedded_static())
        add(std::string(file.name), std::string(file.content));
}

void Assets::add(const std::string& name, std::string content)
{
    if (files_.contains(name))
        return;
    File file;
    file.hash = etag_of(content).substr(3, hash_length);
    file.type = content_type_of(name);
    if (is_compressible(file.type))
        if (auto packed = gzip(content))
            file.packed = std::make_shared<const std::string>(std::move(*packed));
    bytes_ += content.size();
    file.plain = std::make_shared<const std::string>(std::move(content));
    auto key = name;
    std::replace_if(
        key.begin(), key.end(), [](char c) { return c == '.' || c == '-'; }, '_');
    addresses_.set(key, std::string(folder) + file.hash + "/" + name);
    files_.emplace(name, std::move(file));
}

std::optional<Reply> Assets::answer(const Incoming& request) const
{
    auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    std::string_view hash;
    if (path.starts_with(folder)) {
        path.remove_prefix(folder.size());
        if (const auto slash = path.find('/'); slash != std::string_view::npos) {
            hash = path.substr(0, slash);
            path.remove_prefix(slash + 1);
            if (hash.size() != hash_length || hash.find_first_not_of("0123456789abcdef") != std::string_view::npos)
                return std::nullopt;
        }
    } else if (std::find(std::begin(root_files), std::end(root_files), path) != std::end(root_files)) {
        path.remove_prefix(1);
    } else {
        return std::nullopt;
    }
    const auto found = files_.find(path);
    if (found == files_.end() || (request.method != "GET" && request.method != "HEAD"))
        return std::nullopt;
    const auto& file = found->second;
    Reply reply;
    reply.route = "static";
    add_common_headers(reply.headers);
    const auto etag = "W/\"" + file.hash + "\"";
    reply.headers.add("ETag", etag);
    reply.headers.add(
        "Cache-Control", hash == file.hash ? "public, max-age=31536000, immutable" : "public, max-age=300");
    if (file.packed)
        reply.headers.add("Vary", "Accept-Encoding");
    if (etag_matches(request.headers.get("if-none-match"), etag)) {
        reply.status = 304;
        return reply;
    }
    reply.headers.add("Content-Type", file.type);
    // A picture made of markup may hold script: it must not run as a page of this site.
    if (file.type == "image/svg+xml")
        reply.headers.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    const bool packs = file.packed && accepts_gzip(request.headers.get("accept-encoding"));
    if (packs)
        reply.headers.add("Content-Encoding", "gzip");
    reply.body = packs ? file.packed : file.plain;
    return reply;
}

} // namespace wowhost::web
