#include "host/module/discovery.hpp"

#include "host/module/fingerprint.hpp"
#include "host/module/note_reader.hpp"

#include <wowhost/error.hpp>
#include <wowhost/version.hpp>

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sys/stat.h>

namespace wowhost::module {
namespace {

std::string sha256_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    char buffer[64 * 1024];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0)
        crypto_hash_sha256_update(
            &state, reinterpret_cast<const unsigned char*>(buffer), static_cast<unsigned long long>(in.gcount()));
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, digest);
    std::string text;
    for (const auto byte : digest)
        text += fmt::format("{:02x}", byte);
    return text;
}

/// Whether somebody other than the owner may change what the path names.
bool writable_by_others(const std::filesystem::path& path)
{
    struct stat info = {};
    if (stat(path.c_str(), &info) != 0)
        return true;
    const bool sticky_folder = S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0;
    return (info.st_mode & S_IWOTH) != 0 && !sticky_folder;
}

/// The file (where links lead) and all folders above it and above the link: whoever may write to one of them may
/// exchange the file.
std::vector<std::filesystem::path> places_of(const std::filesystem::path& file)
{
    std::error_code problem;
    auto real = std::filesystem::canonical(file, problem);
    if (problem)
        real = file;
    std::vector<std::filesystem::path> places{real};
    for (const auto& start : {real, std::filesystem::absolute(file, problem)})
        for (auto folder = start.parent_path(); !folder.empty(); folder = folder.parent_path()) {
            if (std::find(places.begin(), places.end(), folder) == places.end())
                places.push_back(folder);
            if (folder == folder.parent_path())
                break;
        }
    return places;
}

void check_trust(Candidate& candidate, const std::map<std::string, std::string>& pins)
{
    for (const auto& place : places_of(candidate.file)) {
        if (!writable_by_others(place))
            continue;
        std::error_code problem;
        candidate.reason = fmt::format("{}{} may be changed by every user of this machine; a module runs with the "
                                       "rights of the host: chmod o-w it",
            std::filesystem::is_directory(place, problem) ? "the folder " : "", place.string());
        return;
    }
    const auto pin = pins.find(candidate.name);
    if (pin == pins.end())
        return;
    const auto actual = sha256_of(candidate.file);
    std::string wanted = pin->second;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (actual != wanted)
        candidate.reason = fmt::format("{} has SHA-256 {}, but modules.pins.{} demands {}; install the pinned file, or "
                                       "change the pin if you trust this one",
            candidate.file.string(), actual, candidate.name, wanted);
}

} // namespace

const char* to_string(Stage stage) noexcept
{
    switch (stage) {
    case Stage::found: return "found";
    case Stage::readable: return "readable";
    case Stage::info_ok: return "info ok";
    case Stage::fingerprint_ok: return "fingerprint ok";
    case Stage::trusted: return "trusted";
    }
    return "found";
}

Candidate examine(const std::filesystem::path& file, const std::map<std::string, std::string>& pins)
{
    Candidate candidate;
    candidate.file = file;
    candidate.name = file.stem().string();
    auto notes = read_notes(file);
    if (const auto* sentence = std::get_if<std::string>(&notes)) {
        candidate.reason = *sentence;
        return candidate;
    }
    auto& found = std::get<Notes>(notes);
    candidate.stage = Stage::readable;
    candidate.info_text = found.info;
    candidate.interfaces = found.interfaces;
    try {
        candidate.info = parse_info_file(found.info, file.string());
    } catch (const Error& error) {
        candidate.reason = error.what();
        candidate.reasons = error.reasons();
        return candidate;
    }
    candidate.name = candidate.info->name;
    if (candidate.name != file.stem().string()) {
        candidate.reason =
            fmt::format("{} holds module {}; rename the file to {}.so", file.string(), candidate.name, candidate.name);
        return candidate;
    }
    candidate.stage = Stage::info_ok;
    candidate.reasons = compare_fingerprints(found.fingerprint);
    if (const auto complaint = sdk_complaint(*candidate.info, WOWHOST_SDK_MAJOR, WOWHOST_SDK_MINOR))
        candidate.reasons.push_back(*complaint + candidate.info->place(candidate.info->sdk_line));
    if (!candidate.reasons.empty()) {
        candidate.reason = fmt::format("{}: {}", candidate.name, fmt::join(candidate.reasons, "; "));
        return candidate;
    }
    candidate.stage = Stage::fingerprint_ok;
    check_trust(candidate, pins);
    if (candidate.reason.empty())
        candidate.stage = Stage::trusted;
    return candidate;
}

std::vector<Candidate> discover(
    const std::vector<std::filesystem::path>& path, const std::map<std::string, std::string>& pins)
{
    std::vector<Candidate> result;
    std::map<std::string, std::filesystem::path> seen;
    for (const auto& folder : path) {
        std::error_code problem;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder, problem))
            if (entry.path().extension() == ".so")
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            auto candidate = examine(file, pins);
            const auto [first, is_new] = seen.emplace(candidate.name, file);
            if (!is_new) {
                candidate.reason =
                    fmt::format("{} is not used: {} comes first on modules.path; take one of the two away",
                        file.string(), first->second.string());
                candidate.stage = std::min(candidate.stage, Stage::fingerprint_ok);
            }
            result.push_back(std::move(candidate));
        }
    }
    std::stable_sort(
        result.begin(), result.end(), [](const Candidate& a, const Candidate& b) { return a.name < b.name; });
    return result;
}

} // namespace wowhost::module
