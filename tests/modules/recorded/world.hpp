// The recorded responses as MANIFEST.json names them, and folders of them that a sandbox serves byte for byte.
#pragma once

#include "modules/wow_character/recorded.hpp"
#include "support/temporary_directory.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace recorded_test {

using nlohmann::json;

/// %XX decoded.
inline std::string decoded(const std::string& text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' && i + 2 < text.size()) {
            result += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            result += text[i];
        }
    return result;
}

/// One response of the API that was recorded.
class Recording {
public:
    explicit Recording(json row_)
        : row(std::move(row_))
        , file(row["file"].get<std::string>())
        , folder(file.substr(0, file.find('/')))
    {
        const auto name = file.substr(folder.size() + 1);
        source = name.substr(0, name.find('-', name.find('-') + 1));
        const auto url = row.value("url", "");
        const auto question = url.find('?');
        encoded_path = url.substr(0, question);
        if (encoded_path.ends_with('/'))
            encoded_path += "index"; // the index's own link leaves it out
        path = decoded(encoded_path);
        const auto begin = url.find("namespace=");
        auto space = begin == std::string::npos ? "" : url.substr(begin + 10, url.find('&', begin) - begin - 10);
        name_space = space.substr(0, space.find('-'));
        if (space.find("-classic-") != std::string::npos)
            source += "-classic";
        if (path.starts_with("/data/") || path.starts_with("/profile/"))
            body = json::parse(*recorded::body(file));
    }
    /// A detail's number, as its path ends.
    std::int64_t number() const { return std::stoll(path.substr(path.rfind('/') + 1)); }

    json row; ///< Of MANIFEST.json.
    std::string file;
    std::string folder; ///< The endpoint.
    std::string source; ///< Who recorded it where: "rbattlenet-eu", "rbattlenet-eu-classic", "damiaui-us".
    std::string encoded_path;
    std::string path; ///< Decoded; of an index with "index" at its end.
    std::string name_space; ///< Without region, build and flavour: "static".
    json body; ///< Of responses of the API.
};

/// Are there any? If not, a warning says that the test is skipped.
inline bool have_recordings()
{
    if (recorded::folder())
        return true;
    WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
    return false;
}

/// All that are recorded, in the order of the manifest.
inline const std::vector<Recording>& recordings()
{
    static const auto all = [] {
        std::vector<Recording> found;
        for (auto& row : json::parse(std::ifstream(*recorded::folder() / "MANIFEST.json")))
            found.emplace_back(std::move(row));
        return found;
    }();
    return all;
}

inline const Recording& recording_of(const std::string& file)
{
    for (const auto& one : recordings())
        if (one.file == file)
            return one;
    FAIL("no recording " << file);
    throw std::logic_error(file);
}

/// A folder that a sandbox replays: recordings as they are, and what a test writes beside them. Classic is served as if
/// it were the game that the site is about.
class World {
public:
    /// The recording as of this region, whatever it was recorded of.
    World& add(const Recording& recording, const std::string& region)
    {
        return add(recording, region, recording.name_space, recording.encoded_path);
    }
    /// The same, as the answer to another question.
    World& add(
        const Recording& recording, const std::string& region, const std::string& name_space, const std::string& path)
    {
        auto row = recording.row;
        row["file"] = (*recorded::folder() / recording.file).string();
        return place(std::move(row), region, name_space, path);
    }
    /// A body of the test's own, below /data/wow or /profile/wow.
    World& add(const std::string& path, const json& body, const std::string& region, const std::string& name_space)
    {
        const auto file = std::to_string(manifest_.size()) + ".json";
        std::ofstream(folder_ / file) << body;
        return place({{"file", file}, {"endpoint", "written-by-a-test"}, {"method", "GET"}, {"status", 200},
                         {"headers", json::object()}},
            region, name_space, path);
    }
    /// The folder, with its manifest written.
    std::string folder() const
    {
        std::ofstream(folder_ / "MANIFEST.json") << manifest_;
        return folder_.path().string();
    }

private:
    World& place(json row, const std::string& region, const std::string& name_space, const std::string& path)
    {
        row["host"] = region + ".api.blizzard.com";
        row["url"] = path + "?namespace=" + name_space + "-" + region;
        manifest_.push_back(std::move(row));
        return *this;
    }

    wowhost::test::TemporaryDirectory folder_;
    json manifest_ = json::array();
};

} // namespace recorded_test
