// battlenet-sandbox: a simulated Battle.net for demos, tests and module authors.
#include "sdk/sandbox/router.hpp"
#include "sdk/sandbox/server.hpp"
#include "sdk/sandbox/service.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace {

struct Address {
    std::string host;
    unsigned short port = 0;
};

Address parse_address(const std::string& text)
{
    const auto colon = text.rfind(':');
    Address out;
    if (colon != std::string::npos) {
        out.host = text.substr(0, colon);
        const auto* begin = text.data() + colon + 1;
        const auto* end = text.data() + text.size();
        if (const auto result = std::from_chars(begin, end, out.port); result.ec == std::errc{} && result.ptr == end) {
            return out;
        }
    }
    throw std::runtime_error(fmt::format("--listen: '{}' is not HOST:PORT; write for example 127.0.0.1:8099", text));
}

// Readers see the whole number or no file.
void write_port(const std::string& file, unsigned short port)
{
    const auto draft = file + ".new";
    {
        std::ofstream out(draft);
        out << port << '\n';
        if (!out.flush()) {
            throw std::runtime_error(
                fmt::format("--port-file: {} cannot be written; is its folder there and writable?", file));
        }
    }
    std::filesystem::rename(draft, file);
}

std::string list_of_endpoints()
{
    std::string out = "\nEndpoints:\n";
    for (const auto& pattern : sandbox::Router().patterns()) {
        out += "  " + pattern + "\n";
    }
    out += "  /authorize /token /userinfo /jwks/certs /.well-known/openid-configuration (all below /oauth as well)\n"
           "  /render/{region}/…\n"
           "Controls (README.md tells more):\n"
           "  GET  /_sandbox/statistics /_sandbox/characters /_sandbox/guilds /_sandbox/faults\n"
           "  POST /_sandbox/statistics/reset /_sandbox/faults /_sandbox/settings /_sandbox/tokens/revoke\n"
           "  POST /_sandbox/world {\"op\":…}: publish, login, battletag, revoke_user_tokens, rotate_keys, "
           "spoil_id_token;\n"
           "       of a character (\"name\") touch, copy, move, rename, delete, invalidate, hide, restore, set_id,\n"
           "       replace, leave_guild; of a guild (\"guild\") touch, move, rename, delete, hide, restore, set_id, "
           "replace\n";
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app(
        "A simulated Battle.net: OAuth, the Web API over a generated world or recorded responses, images, faults.\n"
        "Example: battlenet-sandbox --listen 127.0.0.1:8099 --latency 80 --fault '5xx-rate=2'");
    sandbox::Options options;
    std::string listen = "127.0.0.1:0";
    std::string port_file;
    std::string public_url;
    unsigned threads = 1;
    bool quiet = false;
    bool no_rate = false;
    app.add_option("--listen", listen, "Address; port 0 takes a free one")->capture_default_str();
    app.add_option("--port-file", port_file, "Write the port here once connections are accepted");
    app.add_option("--public-url", public_url, "What links in bodies begin with (default: the address)");
    app.add_option("--seed", options.seed, "Seed of the world")->capture_default_str();
    app.add_option("--characters", options.characters, "Number of characters")->capture_default_str();
    app.add_option("--latency", options.latency_ms, "Milliseconds before each answer")->capture_default_str();
    app.add_option("--jitter", options.jitter_ms, "At most so much more or less")->capture_default_str();
    app.add_option("--rate-second", options.rate.second, "Requests a client may make in any second")
        ->capture_default_str();
    app.add_option("--rate-hour", options.rate.hour, "Requests a client may make in any hour")->capture_default_str();
    app.add_flag("--no-rate", no_rate, "Count, but never answer 429");
    app.add_option("--token-lifetime", options.token_lifetime, "Seconds")->capture_default_str();
    app.add_option("--replay", options.replay, "Folder of recorded responses with its MANIFEST.json");
    app.add_option("--answers", options.answers,
        "Folder with answers of your own: data/wow/decor/index.json is the body of /data/wow/decor/index,\n"
        "….404.json that of a 404; ${sandbox} in it becomes the address. They go before all others");
    app.add_flag("--replay-only", options.replay_only, "Answer 404 to what is not recorded");
    app.add_option("--fault", options.faults,
        "KIND[=ARG][#COUNT][@PATH], repeatable: 5xx=N, 5xx-rate=P, html, not-json, truncated, reset,\n"
        "stall=MS, oversize=MiB, 429=N, 429-noheader=N, 401=N, 403=N, 404=N, redirect");
    app.add_option("--cache", options.cache_mib, "MiB of rendered bodies to keep")->capture_default_str();
    app.add_option("--threads", threads, "Threads")->capture_default_str();
    app.add_flag("--quiet", quiet, "Print nothing");
    app.footer(list_of_endpoints());
    CLI11_PARSE(app, argc, argv);
    try {
        options.rate.enforced = !no_rate;
        const auto address = parse_address(listen);
        sandbox::Service service(options);
        sandbox::serve(service, address.host, address.port, threads, [&](const sandbox::Listening& on) {
            const auto url = fmt::format("http://{}:{}", on.host == "0.0.0.0" ? "127.0.0.1" : on.host, on.port);
            service.set_base_url(public_url.empty() ? url : public_url);
            if (!port_file.empty()) {
                write_port(port_file, on.port);
            }
            if (!quiet) {
                fmt::print("battlenet-sandbox listening on {}\n", url);
                std::fflush(stdout);
            }
        });
    } catch (const std::exception& error) {
        fmt::print(stderr, "battlenet-sandbox: {}\n", error.what());
        return 1;
    }
    return 0;
}
