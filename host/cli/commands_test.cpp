// `wowhost test DIR`: runs `.test` files, each on a site of its own.
#include "host/cli/session.hpp"
#include "host/cli/test_process.hpp"
#include "host/cli/test_script.hpp"
#include "host/http/client.hpp"
#include "host/service/nearest.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <unistd.h>

namespace wowhost::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto patience = std::chrono::seconds(120);

class Folder {
public:
    Folder()
    {
        auto pattern = (fs::temp_directory_path() / "wowhost-test-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr)
            throw Error(ErrorCode::failed,
                fmt::format("no folder {} can be made; let TMPDIR name a folder that can be written", pattern));
        path_ = pattern;
    }
    ~Folder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const noexcept { return path_; }

private:
    fs::path path_;
};

/// What a failed step has to say; the rest of its file is not run.
class StepFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::string indented(const std::string& text)
{
    std::string result;
    std::istringstream in(text.size() > 20'000 ? text.substr(0, 20'000) + "\n…" : text);
    for (std::string line; std::getline(in, line);)
        result += "    " + line + "\n";
    return result;
}

Value at_pointer(const Value& value, const std::string& pointer)
{
    Value here = value;
    std::istringstream path(pointer.empty() ? "" : pointer.substr(1));
    for (std::string part; std::getline(path, part, '/');) {
        const bool is_number = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
        Value next;
        if (here.is_array() && is_number && part.size() < 10) {
            const auto index = static_cast<std::size_t>(std::stoul(part));
            if (index < here.items().size())
                next = here.items()[index];
        } else {
            next = here[part];
        }
        here = next;
    }
    return here;
}

/// One file, on a site of its own.
class TestRun {
public:
    TestRun(fs::path file, const std::vector<std::string>& modules_path)
        : file_(std::move(file))
        , program_(fs::read_symlink("/proc/self/exe"))
        , modules_path_(modules_path)
    {
        variables_["folder"] = folder_.path().string();
        variables_["here"] = fs::absolute(file_).parent_path().string();
    }
    /// How many steps there were. Throws StepFailure, or Error for a file that cannot be run.
    std::size_t run(const std::atomic<bool>& stopping);

private:
    struct Shown {
        int number = 0; ///< Exit code or status.
        std::string out;
        std::string err;
    };

    [[noreturn]] void fail(std::size_t line, const TestStep& step, const std::string& what, const Shown& shown) const
    {
        throw StepFailure(
            fmt::format("{}:{}: {} {}\n{}{}", file_.string(), line, step.kind == TestStep::Kind::command ? "$" : ">",
                step.text, what, shown.err.empty() ? "" : "  stderr:\n" + indented(shown.err)));
    }
    std::string filled(const std::string& text, std::size_t line) const;
    std::string found_program(const std::string& name) const;
    void prepare(const TestScript& script);
    std::vector<std::string> site_command() const;
    Shown run_command(const TestStep& step);
    std::string address_of_site();
    Shown send(const TestStep& step);
    void check(const TestStep& step, const Shown& shown);

    const fs::path file_;
    const fs::path program_;
    const std::vector<std::string>& modules_path_;
    Folder folder_;
    std::map<std::string, std::string> variables_;
    std::vector<std::unique_ptr<TestProcess>> services_;
    std::unique_ptr<TestProcess> site_; ///< `wowhost serve`, from a request for one of its pages to the next command.
    std::string site_address_;
    int commands_ = 0;
};

std::string TestRun::filled(const std::string& text, std::size_t line) const
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = text.find("${", at);
        const auto end = begin == std::string::npos ? begin : text.find('}', begin);
        if (end == std::string::npos)
            return result + text.substr(at);
        const auto name = text.substr(begin + 2, end - begin - 2);
        const auto found = variables_.find(name);
        if (found == variables_.end()) {
            std::vector<std::string> known;
            for (const auto& [each, value] : variables_)
                known.push_back(each);
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}:{}: there is no ${{{}}}{}; `let` and `service` make such names", file_.string(), line,
                    name, service::nearest_hint(name, known)));
        }
        result += text.substr(at, begin - at) + found->second;
        at = end + 1;
    }
    return result;
}

std::string TestRun::found_program(const std::string& name) const
{
    const auto beside = program_.parent_path() / name;
    return name.find('/') == std::string::npos && fs::exists(beside) ? beside.string() : name;
}

void TestRun::prepare(const TestScript& script)
{
    for (const auto& module : script.modules) {
        const bool there = std::any_of(modules_path_.begin(), modules_path_.end(),
            [&](const auto& folder) { return fs::exists(fs::path(folder) / (module + ".so")); });
        if (!there)
            throw Error(ErrorCode::not_found,
                fmt::format("{}: it needs module {}, which is not in {}; name its folder by --modules", file_.string(),
                    module, modules_path_.empty() ? "any folder" : fmt::format("{}", fmt::join(modules_path_, ", "))));
    }
    for (const auto& [name, content] : script.files) {
        const auto to = folder_.path() / name;
        fs::create_directories(to.parent_path());
        std::ofstream(to) << content;
    }
    for (const auto& service : script.services) {
        auto words = split_words(filled(service.command, service.line));
        words.front() = found_program(words.front());
        try {
            services_.push_back(std::make_unique<TestProcess>(words, folder_.path(), "service-" + service.name));
            variables_[service.name] = services_.back()->wait_for_address(patience);
        } catch (const Error& error) {
            throw Error(error.code(),
                fmt::format("{}:{}: service {}: {}; name a program that is on PATH or beside wowhost", file_.string(),
                    service.line, service.name, error.what()));
        }
    }
    std::ofstream(folder_.path() / "wowhost.yml") << filled(script.configuration, 1);
}

/// The program, on the site of this test.
std::vector<std::string> TestRun::site_command() const
{
    const auto folder = folder_.path().string();
    return {program_.string(), "--config", folder + "/wowhost.yml", "--set",
        "database.url=\"sqlite:" + folder + "/site.db\"", "--set", "files.path=\"" + folder + "/files\"", "--set",
        "modules.path=" + to_json_text(Value::Array(modules_path_.begin(), modules_path_.end()))};
}

TestRun::Shown TestRun::run_command(const TestStep& step)
{
    site_.reset(); // what a command changes, the next visit sees
    auto words = split_words(filled(step.text, step.line));
    if (words.front() != "wowhost")
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}:{}: a step runs `wowhost …`, not `{}`; start other programs by `service`", file_.string(),
                step.line, words.front()));
    auto line = site_command();
    const bool wants_json = std::any_of(step.expected.begin(), step.expected.end(), [](const auto& expected) {
        return expected.kind == Expectation::Kind::json || expected.kind == Expectation::Kind::let;
    });
    if (wants_json)
        line.insert(line.end(), {"--format", "json"});
    line.insert(line.end(), words.begin() + 1, words.end());
    TestProcess process(line, folder_.path(), fmt::format("command-{}", ++commands_));
    Shown shown;
    shown.number = process.wait(patience);
    shown.out = process.out();
    shown.err = process.err();
    return shown;
}

std::string TestRun::address_of_site()
{
    if (site_)
        return site_address_;
    auto line = site_command();
    if (const auto own = program_.parent_path().parent_path() / "share/wowhost/templates"; fs::is_directory(own))
        line.insert(line.end(), {"--set", "serve.templates=" + to_json_text(Value::array({own.string()}))});
    line.insert(line.end(), {"serve", "--role", "web", "--listen", "127.0.0.1:0"});
    auto site = std::make_unique<TestProcess>(line, folder_.path(), fmt::format("site-{}", commands_));
    site_address_ = site->wait_for_address(patience, "serving on ");
    while (site_address_.ends_with('/'))
        site_address_.pop_back();
    site_ = std::move(site);
    return site_address_;
}

TestRun::Shown TestRun::send(const TestStep& step)
{
    const auto text = filled(step.text, step.line);
    const auto space = text.find(' ');
    const auto method = text.substr(0, space);
    auto rest = space == std::string::npos ? "" : text.substr(space + 1);
    if ((method != "GET" && method != "POST") || rest.empty())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}:{}: write `> GET URL` or `> POST URL BODY`; an address that begins with / is one of this "
                        "test's own site",
                file_.string(), step.line));
    if (rest.front() == '/')
        rest.insert(0, address_of_site());
    const auto end = rest.find(' ');
    HttpRequest request(rest.substr(0, end), method == "GET" ? HttpMethod::get : HttpMethod::post);
    if (end != std::string::npos) {
        request.body = rest.substr(end + 1);
        request.headers.emplace_back("Content-Type", "application/json");
    }
    const auto client = http::make_client({}, {});
    const auto response = client->send(request);
    Shown shown;
    shown.number = response.status;
    shown.out = response.body;
    shown.err = response.failure_message;
    return shown;
}

void TestRun::check(const TestStep& step, const Shown& shown)
{
    using Kind = Expectation::Kind;
    const bool is_command = step.kind == TestStep::Kind::command;
    std::int64_t number = is_command ? 0 : 200;
    std::size_t number_line = step.line;
    for (const auto& expected : step.expected)
        if (expected.kind == (is_command ? Kind::exit_code : Kind::status)) {
            number = expected.number;
            number_line = expected.line;
        } else if (expected.kind == (is_command ? Kind::status : Kind::exit_code)) {
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}:{}: `exit` belongs to a command ($), `status` to a request (>)", file_.string(),
                    expected.line));
        }
    if (shown.number != number)
        fail(number_line, step,
            fmt::format("  {} is {}, expected {}\n  stdout:\n{}", is_command ? "exit code" : "status", shown.number,
                number, indented(shown.out)),
            shown);
    for (const auto& expected : step.expected) {
        const auto* name = expected.of_errors ? "stderr" : "stdout";
        const auto& text = expected.of_errors ? shown.err : shown.out;
        const auto wanted = filled(expected.text, expected.line);
        switch (expected.kind) {
        case Kind::exact:
            if (const auto difference = line_difference(wanted, text); !difference.empty())
                fail(expected.line, step, fmt::format("  {} differs (- expected, + came):\n{}", name, difference), {});
            break;
        case Kind::contains:
        case Kind::lacks:
            if ((text.find(wanted) != std::string::npos) != (expected.kind == Kind::contains))
                fail(expected.line, step,
                    fmt::format("  {} {} \"{}\"; it is\n{}", name,
                        expected.kind == Kind::contains ? "does not contain" : "contains", wanted, indented(text)),
                    {});
            break;
        case Kind::json:
        case Kind::let: {
            Value came;
            try {
                came = parse_json(shown.out);
            } catch (const Error&) {
                fail(expected.line, step, "  stdout is no JSON; it is\n" + indented(shown.out), shown);
            }
            if (expected.kind == Kind::let) {
                const auto kept = at_pointer(came, wanted);
                if (kept.is_null())
                    fail(expected.line, step,
                        fmt::format("  there is nothing at {} in\n{}", wanted, indented(to_json_text(came, 2))), {});
                variables_[expected.name] = kept.is_text() ? kept.string() : to_json_text(kept);
                break;
            }
            Value pattern;
            try {
                pattern = parse_json(wanted);
            } catch (const Error& error) {
                throw Error(
                    ErrorCode::invalid_argument, fmt::format("{}:{}: {}", file_.string(), expected.line, error.what()));
            }
            if (const auto wrong = mismatches(pattern, came); !wrong.empty())
                fail(expected.line, step,
                    fmt::format("  {}\n  it is\n{}", fmt::join(wrong, "\n  "), indented(to_json_text(came, 2))), {});
            break;
        }
        case Kind::exit_code:
        case Kind::status: break;
        }
    }
}

std::size_t TestRun::run(const std::atomic<bool>& stopping)
{
    std::ifstream in(file_);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        throw Error(ErrorCode::not_found, fmt::format("{} cannot be read", file_.string()));
    const auto script = parse_test(text.str(), file_.string());
    prepare(script);
    for (const auto& step : script.steps) {
        if (stopping)
            throw Error(ErrorCode::cancelled, "given up");
        check(step, step.kind == TestStep::Kind::command ? run_command(step) : send(step));
    }
    return script.steps.size();
}

std::vector<fs::path> test_files(const fs::path& place)
{
    std::vector<fs::path> files;
    if (fs::is_directory(place)) {
        for (const auto& entry : fs::recursive_directory_iterator(place))
            if (entry.is_regular_file() && entry.path().extension() == ".test")
                files.push_back(entry.path());
    } else if (fs::exists(place)) {
        files.push_back(place);
    }
    std::sort(files.begin(), files.end());
    if (files.empty())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{} is neither a .test file nor a folder with one; see the head of a file that `wowhost module "
                        "new` makes",
                place.string()));
    return files;
}

/// Folders named, and those where this program's modules are: beside it in a build, or installed.
std::vector<std::string> modules_path(const std::vector<std::string>& named)
{
    std::vector<std::string> path;
    path.reserve(named.size() + 2);
    for (const auto& folder : named)
        path.push_back(fs::absolute(folder).string());
    const auto bin = fs::read_symlink("/proc/self/exe").parent_path();
    for (const auto* beside : {"../modules", "../lib/wowhost/modules"})
        if (fs::is_directory(bin / beside))
            path.push_back(fs::canonical(bin / beside).string());
    return path;
}

CommandResult run_tests(Session& session, CommandContext& context)
{
    const auto path = modules_path(context.values("modules"));
    const auto filter = context.option("filter");
    Value::Array rows;
    std::size_t failed = 0;
    for (const auto& file : test_files(context.argument("dir"))) {
        if (!filter.empty() && file.string().find(filter) == std::string::npos)
            continue;
        const auto begin = std::chrono::steady_clock::now();
        std::string problem;
        std::size_t steps = 0;
        try {
            TestRun run(file, path);
            steps = run.run(session.stopping());
        } catch (const std::exception& error) {
            problem = error.what();
            ++failed;
            session.console().error(problem);
        }
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        rows.push_back(Value::object({{"file", file.string()}, {"result", problem.empty() ? "passed" : "failed"},
            {"steps", static_cast<std::int64_t>(steps)}, {"ms", static_cast<std::int64_t>(ms.count())},
            {"message", problem.substr(0, problem.find('\n'))}}));
        if (session.stopping())
            break;
    }
    if (rows.empty())
        throw Error(ErrorCode::invalid_argument, fmt::format("no test's path contains \"{}\"", filter));
    session.console().note(fmt::format("{} of {} tests passed", rows.size() - failed, rows.size()));
    CommandResult result(rows, failed == 0 ? 0 : 1);
    result.columns = {"result", "file", "steps", "ms", "message"};
    return result;
}

} // namespace

void add_test_command(std::vector<HostCommand>& commands)
{
    commands.push_back({Command("test", "Runs .test files, each on a temporary site of its own", {})
                            .argument("dir", "a folder with .test files, or one of them")
                            .repeated_option("modules", "a folder with module files, besides those of this program")
                            .option("filter", "only files whose path contains this")
                            .example("wowhost test tests --modules build/modules"),
        run_tests});
}

} // namespace wowhost::cli
