// HTTP/2 over TLS against real servers.
#include "host/http/client.hpp"
#include "host/http/tls_server.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

using namespace http_test;
using namespace wowhost;

TEST_CASE("HTTP/2 over TLS: a hundred streams share a connection whose certificate the CA bundle vouches for")
{
    if (lacks("nghttpd", "nghttp2-server"))
        return;
    const Folder folder;
    make_certificate(folder, "good");
    make_certificate(folder, "other");
    std::ofstream(folder / "page.json") << "{\"answer\":42}";
    const Nghttpd server(folder, "good");

    http::HttpOptions options;
    options.ca_file = folder / "good.pem";
    const auto http = http::make_client(options, {});
    const std::vector<HttpRequest> list(100, HttpRequest(server.url("/page.json")));
    for (const auto& response : http->send_all(list)) {
        INFO(response.failure_message);
        REQUIRE(response.status == 200);
        REQUIRE(response.body == "{\"answer\":42}");
        REQUIRE(response.header("Content-Type").find("json") != std::string::npos);
    }
    CHECK(server.connections_used() == 1);

    options.ca_file = folder / "other.pem";
    const auto distrusted = http::make_client(options, {})->send(list[0]);
    CHECK(distrusted.failure == HttpFailure::tls);
    CHECK(distrusted.failure_message.find("CA bundle") != std::string::npos);
    options.ca_file = folder / "missing.pem";
    CHECK(http::make_client(options, {})->send(list[0]).failure == HttpFailure::tls);
    CHECK(http::make_client({}, {})->send(list[0]).failure == HttpFailure::tls);
}

TEST_CASE("A server that says GOAWAY every ten requests loses none of a list, and answers each once")
{
    if (lacks("nginx", "nginx-light"))
        return;
    const Folder folder;
    make_certificate(folder, "good");
    const int port = free_port();
    const auto at = [&](const char* name) { return folder / name; };
    std::ofstream(at("nginx.conf")) << "daemon off; master_process off; worker_processes 1; pid " << at("pid")
                                    << "; error_log " << at("error.log") << ";\nevents { worker_connections 512; }\n"
                                    << "http { access_log " << at("access.log") << " combined;\n client_body_temp_path "
                                    << at("body") << "; proxy_temp_path " << at("proxy") << "; fastcgi_temp_path "
                                    << at("fastcgi") << "; uwsgi_temp_path " << at("uwsgi") << "; scgi_temp_path "
                                    << at("scgi") << ";\n server { listen 127.0.0.1:" << port
                                    << " ssl http2; ssl_certificate " << at("good.pem") << "; ssl_certificate_key "
                                    << at("good.key")
                                    << "; keepalive_requests 10; location / { return 200 '$request_uri'; } } }\n";
    {
        const Background server("nginx -p " + at("") + " -c " + at("nginx.conf") + " 2>/dev/null", port);
        http::HttpOptions options;
        options.ca_file = at("good.pem");
        const auto http = http::make_client(options, {});
        for (int round = 0; round < 5; ++round) {
            std::vector<HttpRequest> list;
            for (int i = 0; i < 60; ++i)
                list.emplace_back("https://127.0.0.1:" + std::to_string(port) + "/" + std::to_string(round * 100 + i));
            const auto answers = http->send_all(list);
            for (std::size_t i = 0; i < list.size(); ++i) {
                INFO(list[i].url << ": " << answers[i].failure_message);
                REQUIRE(answers[i].status == 200);
                REQUIRE(answers[i].body == list[i].url.substr(list[i].url.rfind('/')));
            }
        }
    }
    std::ifstream log(at("access.log"));
    std::vector<std::string> paths;
    for (std::string line; std::getline(log, line);) {
        REQUIRE(line.find("HTTP/2.0") != std::string::npos);
        const auto from = line.find("GET ") + 4;
        paths.push_back(line.substr(from, line.find(' ', from) - from));
    }
    std::sort(paths.begin(), paths.end());
    CHECK(paths.size() == 300);
    CHECK(std::adjacent_find(paths.begin(), paths.end()) == paths.end());
}
