// One easy handle of libcurl, carrying one job at a time and then the next: options that never change are set once.
//
// Belongs to the loop's thread. Its address is known to libcurl, so it does not move.
#pragma once

#include "host/http/job.hpp"
#include "host/http/options.hpp"

#include <curl/curl.h>

#include <array>

namespace wowhost::http {

class Transfer {
public:
    explicit Transfer(const HttpOptions& options);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return easy_; }
    const Job* job() const { return job_.get(); }
    static Transfer& of(CURL* easy);

    /// Takes the job and prepares the handle; the loop then adds it to its multi handle.
    void begin(JobPtr job);

    /// After the handle was removed: true if the request, harmless to repeat, died with a connection that had been
    /// idle, before a byte came back. Then the handle is ready to be added once more.
    bool begin_again(CURLcode code);

    /// After the handle was removed: gives the job back with its response, or its failure.
    JobPtr finish(CURLcode code);

    /// Gives the job back at any time; the loop fails it and drops the handle.
    JobPtr abandon();

private:
    static constexpr std::size_t max_header_bytes = 256 * 1024;

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

    void set_request();
    void set_headers();
    bool take_header(std::string_view line);
    bool take_body(std::string_view data);
    void describe_failure(CURLcode code);

    CURL* easy_;
    curl_slist* headers_ = nullptr; ///< Made from the two below.
    HttpHeaders headers_source_;
    HttpMethod headers_method_ = HttpMethod::get;
    std::array<char, CURL_ERROR_SIZE> error_{};
    JobPtr job_;
    Clock::time_point started_{};
    std::size_t header_bytes_ = 0;
    bool repeated_ = false;
    HttpFailure stopped_by_ = HttpFailure::none; ///< Set by a callback that stops the transfer.
};

} // namespace wowhost::http
