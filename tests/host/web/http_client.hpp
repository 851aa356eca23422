// A client that sends what it is told, byte for byte, and reads replies one by one. Blocking; for one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace web_test {

struct Answer {
    int status = 0; ///< 0: the connection ended without one.
    std::map<std::string, std::string> headers; ///< Names in lower case; of several the last.
    std::string head;
    std::string body;

    std::string header(const std::string& name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

class Client {
public:
    /// "http://127.0.0.1:8080" or "unix:/path"
    explicit Client(const std::string& address);
    ~Client();
    Client(Client&& other) noexcept;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// False when the other end has closed.
    bool send(std::string_view bytes);
    /// The next reply; `head_only` for HEAD.
    Answer read(bool head_only = false);
    /// GET, on this connection. `headers`: whole lines.
    Answer get(const std::string& path, const std::string& headers = {});
    Answer ask(const std::string& method, const std::string& path, const std::string& headers = {},
        const std::string& body = {});
    /// Whether the other end closes within 20 s, whatever it sends before.
    bool is_closed();
    /// What has come, up to the end of the connection.
    std::string read_all();
    void shut_down_sending();

private:
    bool fill();

    int descriptor_ = -1;
    std::string buffer_;
};

/// One request on a connection of its own.
Answer get(const std::string& address, const std::string& path, const std::string& headers = {});

} // namespace web_test
