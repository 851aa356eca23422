// A request and its answer, free of the server's library.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace sandbox {

using Body = std::shared_ptr<const std::string>;

// Views are valid while the answer is made.
struct Request {
    std::string_view method;
    std::string_view target;
    std::string_view authorization;
    std::string_view name_space; // header Battlenet-Namespace
    std::string_view if_modified_since;
    std::string_view accept_encoding;
    std::string_view body;
};

constexpr std::size_t whole_body = std::numeric_limits<std::size_t>::max();

struct Answer {
    int status = 200;
    std::string headers; // lines with their CRLF, without the length, Date and Connection
    Body body; // null: empty
    int delay_ms = 0;
    std::size_t cut = whole_body; // bytes of the body after which the connection is reset
    bool counted = false; // an API request, as opposed to images, tokens and control

    void header(std::string_view name, std::string_view value)
    {
        headers.append(name).append(": ").append(value).append("\r\n");
    }
};

inline Body make_body(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

// The service's error body: {"code":404,"type":"BLZWEBAPI00000404","detail":"Not Found"}
Answer error_answer(int status);
Answer json_answer(int status, std::string body);
Answer html_answer(int status);
std::string_view reason_of(int status);

} // namespace sandbox
