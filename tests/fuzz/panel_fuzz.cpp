#include "panel_fuzz.hpp"

#include "conversation.hpp"
#include "corpus.hpp"
#include "driving.hpp"
#include "temp_dir.hpp"

#include "door/key_ring.hpp"
#include "host/lines.hpp"
#include "panel/panel_server.hpp"

#include <atomic>
#include <cstdlib>
#include <memory>
#include <utility>

namespace fuzz {
namespace {

namespace door = avhost::door;
namespace panel = avhost::panel;

const std::string key = "4k7m2-x9qd4-zzzzz-00000-11111-w";
const std::string guarded = "GUARDED-CONTENT"; // in all that only a key opens
constexpr std::size_t most_bytes = 200'000;    // of one conversation
constexpr std::uint64_t between_probes = 100;  // conversations
const std::string well_behaved = "127.9.9.9";

// Reads each line as the host does, and answers.
class Peer : public panel::PanelPeer {
public:
    Peer(panel::Send send, std::atomic<int>& present)
        : send_{std::move(send)}
        , present_{present} {
        ++present_;
        send_(guarded);
    }
    ~Peer() override { --present_; }
    void on_line(std::string_view line) override {
        const auto command = host::read_command(line);
        if (const auto* const error = std::get_if<host::LineError>(&command)) {
            send_(host::write_error_line(error->sentence, line));
        } else {
            send_(host::Happening{host::Batch{"lobby", 1, 0, {{"line", std::string{line}}}}});
        }
    }

private:
    const panel::Send send_;
    std::atomic<int>& present_;
};

class Target {
public:
    explicit Target(bool with_keys)
        : with_keys_{with_keys} {
        pages_.write("index.html", guarded);
        pages_.write("sub/page.html", guarded);
        panel::PanelOptions options;
        options.pages = pages_.path();
        if (with_keys) {
            options.keys = {{"fuzz", host::Role::set_up, door::sha256(key)}};
        }
        const auto document = [](const auto&, const auto& give) { give({"text/plain", guarded}); };
        options.documents = {{"/metrics", host::Role::operate, document},
                             {"/support-bundle", host::Role::set_up, document}};
        server_ = std::make_unique<panel::PanelServer>(
            std::move(options),
            [this](const panel::Send& send, const panel::Visitor&) {
                return std::make_unique<Peer>(send, present_);
            },
            [this](dp::LogLevel, std::string_view text) {
                if (text.find(key) != std::string_view::npos) {
                    key_logged_ = true;
                }
            });
        host_ = "127.0.0.1:" + std::to_string(server_->port());
        with_key_ = corpus(host_, key);
        without_key_ = corpus(host_, "");
    }

    bool with_keys() const { return with_keys_; }
    std::uint16_t port() const { return server_->port(); }
    const std::vector<std::string>& seeds(bool shows_key) const {
        return shows_key ? with_key_ : without_key_;
    }
    bool key_logged() const { return key_logged_; }
    bool is_quiet() const { return present_ == 0 && server_->counts().browsers == 0; }

    // What a browser does that means well; empty, or what went wrong.
    std::string probe() const {
        const std::string request = "GET / HTTP/1.1\r\nHost: " + host_ + "\r\nCookie: av_key=" + key +
                                    "\r\nConnection: close\r\n\r\n";
        const auto page = converse(well_behaved, port(), {request}, Leave::politely);
        if (!page.answer.starts_with("HTTP/1.1 200") || !page.answer.ends_with(guarded)) {
            return "a good request was answered \"" + page.answer.substr(0, 60) + '"';
        }
        const auto lines = converse(well_behaved, port(),
                                    {opening(host_, key), frame(1, R"({"device":"lobby","snapshot":true})")},
                                    Leave::politely, "\"revision\":1");
        if (!lines.answer.starts_with("HTTP/1.1 101") || !lines.in_time) {
            return "a good WebSocket was answered \"" + lines.answer.substr(0, 60) + '"';
        }
        return {};
    }

private:
    const bool with_keys_;
    test::TempDir pages_;
    std::atomic<int> present_{0};
    std::atomic<bool> key_logged_{false};
    std::string host_;
    std::vector<std::string> with_key_;
    std::vector<std::string> without_key_;
    std::unique_ptr<panel::PanelServer> server_; // last, so that it ends first
};

int status_of(const std::string& answer) {
    return answer.size() > 12 ? std::atoi(answer.substr(9, 3).c_str()) : 0;
}

// What is wrong with what was heard; empty: nothing.
std::string fault_of(const Heard& heard, bool may_see) {
    if (!heard.in_time) {
        return "the connection was neither answered to the end nor closed";
    }
    if (heard.answer.empty()) {
        return {};
    }
    const int status = status_of(heard.answer);
    if (!heard.answer.starts_with("HTTP/1.1 ") || status < 101 || status > 599) {
        return "the answer is not HTTP";
    }
    if (status == 500) {
        return "the panel failed on it";
    }
    const auto head = heard.answer.substr(0, heard.answer.find("\r\n\r\n"));
    if (head.size() + 4 <= heard.answer.size() &&
        (head.find("Content-Security-Policy: default-src 'none'") == std::string::npos ||
         head.find("X-Content-Type-Options: nosniff") == std::string::npos)) {
        return "the answer lacks the headers that guard it";
    }
    if (!may_see && (status == 101 || heard.answer.find(guarded) != std::string::npos)) {
        return "what the key guards was to be had without it";
    }
    return {};
}

} // namespace

Report fuzz_panel(const Options& options) {
    Report report;
    const auto began = std::chrono::steady_clock::now();
    const std::size_t descriptors_before = open_descriptors();
    {
        Target guarded_panel{true};
        Target open_panel{false};
        const std::size_t descriptors_idle = open_descriptors();
        const auto complain = [&](const std::string& what) { report.faults.push_back(what); };
        const auto probe = [&](std::uint64_t number) {
            for (const Target* target : {&guarded_panel, &open_panel}) {
                if (const auto trouble = target->probe(); !trouble.empty()) {
                    complain(trouble + ", before conversation " + std::to_string(number) + " of seed " +
                             std::to_string(options.seed));
                }
            }
        };
        // Where the key was shown, others' wrong keys keep nobody out.
        for (int host = 1; host < 9; ++host) {
            converse("127.0.0." + std::to_string(host), guarded_panel.port(), {guarded_panel.seeds(true)[0]},
                     Leave::politely);
        }
        probe(options.first);
        for (std::uint64_t number = options.first; number < options.first + options.count; ++number) {
            if (report.faults.size() >= 10 || std::chrono::steady_clock::now() - began > options.time) {
                break;
            }
            Random random{options.seed * 1'000'003 + number};
            const Target& target = pick(random, 2) == 0 ? guarded_panel : open_panel;
            const bool shows_key = pick(random, 2) == 0;
            const auto& seeds = target.seeds(shows_key);
            const auto said = mutated(seeds[pick(random, seeds.size())], seeds, random, most_bytes);
            const std::string source = shows_key ? "127.0.0." + std::to_string(1 + pick(random, 8))
                                                 : "127.0.1." + std::to_string(1 + pick(random, 200));
            const Leave leave = pick(random, 5) == 0 ? Leave::rudely : Leave::politely;
            const auto heard = converse(source, target.port(), in_pieces(said, random), leave);
            ++report.conversations;
            ++report.answers[std::to_string(status_of(heard.answer))];
            const bool may_see = !target.with_keys() || shows_key;
            if (const auto fault = fault_of(heard, may_see); !fault.empty()) {
                complain(fault + ": seed " + std::to_string(options.seed) + ", conversation " +
                         std::to_string(number) + "; said (hex): " + hex(said) +
                         "; heard: " + heard.answer.substr(0, 300));
            }
            if (report.conversations % between_probes == 0) {
                probe(number + 1);
                options.progress(report.conversations);
            }
        }
        probe(options.first + report.conversations);
        if (!eventually([&] { return guarded_panel.is_quiet() && open_panel.is_quiet(); })) {
            complain("browsers are left over");
        }
        if (!eventually([&] { return open_descriptors() <= descriptors_idle; })) {
            complain("connections are left open: " + std::to_string(open_descriptors()) +
                     " descriptors, were " + std::to_string(descriptors_idle));
        }
        if (guarded_panel.key_logged() || open_panel.key_logged()) {
            complain("the key is in the log");
        }
    }
    if (open_descriptors() != descriptors_before) {
        report.faults.push_back("descriptors are left open after the end");
    }
    return report;
}

} // namespace fuzz
