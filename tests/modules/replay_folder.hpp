// A folder of responses that a sandbox replays, written by a test: documents below /data/wow of region eu.
#pragma once

#include "support/temporary_directory.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace replay_test {

class ReplayFolder {
public:
    /// All responses come from this build.
    explicit ReplayFolder(std::string name_space = "static-10.0.0_1-eu")
        : name_space_(std::move(name_space))
    {
        write();
    }

    /// `path` as in /data/wow/<path>.
    ReplayFolder& add(const std::string& path, const nlohmann::json& body)
    {
        const auto file = std::to_string(manifest_.size()) + ".json";
        std::ofstream(folder_ / file) << body;
        manifest_.push_back(
            {{"file", file}, {"endpoint", "written-by-a-test"}, {"method", "GET"}, {"host", "eu.api.blizzard.com"},
                {"url", "/data/wow/" + path + "?namespace=" + name_space_}, {"status", 200}, {"recorded", ""},
                {"headers",
                    {{"Battlenet-Namespace", name_space_}, {"Last-Modified", "Wed, 18 Dec 2019 02:20:00 GMT"},
                        {"content-type", "application/json"}}}});
        write();
        return *this;
    }
    std::string path() const { return folder_.path().string(); }

private:
    void write() const { std::ofstream(folder_ / "MANIFEST.json") << manifest_; }

    std::string name_space_;
    wowhost::test::TemporaryDirectory folder_;
    nlohmann::json manifest_ = nlohmann::json::array();
};

} // namespace replay_test
