#include "lines_fuzz.hpp"

#include "conversation.hpp"
#include "driving.hpp"
#include "temp_dir.hpp"

#include "door/key_ring.hpp"
#include "face/loop.hpp"
#include "tcp/lines_server.hpp"

#include "host/host.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

namespace fuzz {
namespace {

using namespace avhost;

constexpr std::uint64_t between_probes = 100; // conversations
constexpr std::size_t most_bytes = 80 * 1024; // of one; a line may have 64 KiB

const std::string key = "the-key-of-the-fuzz";
const std::string guarded = "guarded for those with a key";
const std::string well_behaved = "127.9.9.9";

const std::vector<std::string>& corpus() {
    static const std::vector<std::string> all{
        "list\nget *\nping\nhelp\n",
        "watch *\r\nset hall.count 30\r\nget hall.count\r\nunwatch hall\r\n",
        "#1 do door.close\n#2 do hall.echo label=\"a b\"\n#3 get door\nwatch door.closed hall.flag\ndo "
        "door.open\n",
        "do hall.set count=5 ratio=0.5 mode=\"slow\" notes=[\"a\", \"b\"]\rget hall\r",
        "charset latin1\nwidth 255\nset hall.mode fast\nget hall.mode\nwidth 0\ncharset utf-8\n",
        "attention hall looking\nattention hall none\nset hall.ratio -0.25\nset hall.notes []\n",
        "{\"device\":\"door\",\"snapshot\":true}\n{\"device\":\"door\",\"invoke\":\"close\",\"token\":1}"
        "\nget door\n"
        "{\"device\":\"hall\",\"write\":\"count\",\"value\":3,\"token\":2}\n{\"quit\":true}\n",
        std::string{"ping\0get door.closed\0quit\0", 26},
        "key wrong\nkey also wrong\nping\n",
    };
    return all;
}

std::vector<std::string> seeds(bool shows_key) {
    auto all = corpus();
    for (auto& one : all) {
        one = shows_key ? "key " + key + '\n' + one : one;
    }
    return all;
}

// A kind of line by its beginning, without a tag.
std::string kind_of(std::string_view line) {
    if (line.starts_with('#')) {
        line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    }
    static constexpr std::array<std::string_view, 9> kinds{"avhost 1", "ok",    "error ", "pong", "device ",
                                                           "hall.",    "door.", "{\"",    "hall!"};
    for (const auto kind : kinds) {
        if (line.starts_with(kind)) {
            return std::string{kind};
        }
    }
    return line.find("  - ") != std::string_view::npos || line.ends_with("...") ? "help" : "strange";
}

class Target {
public:
    Target(host::Host& host, face::Loop& loop, std::atomic<bool>& key_logged, bool with_keys)
        : with_keys_{with_keys} {
        const auto note = [&key_logged](dp::LogLevel, std::string_view text) {
            if (text.find(key) != std::string_view::npos) {
                key_logged = true;
            }
        };
        std::vector<host::AccessKey> keys;
        if (with_keys) {
            keys.push_back({"fuzz", host::Role::set_up, door::sha256(key)});
        }
        tcp::LinesOptions options;
        options.gate = std::make_shared<door::Gate>(std::move(keys), note);
        options.limits.parting_time = std::chrono::seconds{2};
        server_ = std::make_unique<tcp::LinesServer>(loop, std::move(options),
                                                     tcp::Conversation::Behind{host, nullptr, {}}, note);
    }

    bool with_keys() const { return with_keys_; }
    std::uint16_t port() const { return server_->port(); }
    bool is_quiet() const { return server_->connections() == 0; }

    // What a control system does that means well; empty, or what went wrong.
    std::string probe() const {
        const auto heard = converse(well_behaved, port(), {"key " + key + "\nlist\n"}, Leave::politely);
        return heard.answer.ends_with("device hall " + guarded + "\ndevice door Virtual contact\nok\n")
                   ? std::string{}
                   : "good lines were answered \"" + heard.answer.substr(0, 200) + '"';
    }

private:
    const bool with_keys_;
    std::unique_ptr<tcp::LinesServer> server_;
};

// What is wrong with what was heard; empty: nothing.
std::string fault_of(const Heard& heard, bool may_see) {
    if (!heard.in_time) {
        return "the connection was neither answered to the end nor closed";
    }
    if (!heard.answer.empty() && !heard.answer.starts_with("avhost 1 ")) {
        return "there was no greeting";
    }
    if (!may_see && heard.answer.find(guarded) != std::string::npos) {
        return "what the key guards was to be had without it";
    }
    std::string_view rest = heard.answer;
    while (!rest.empty()) {
        const auto end = rest.find_first_of(std::string_view{"\n\r\0", 3});
        if (end == std::string_view::npos) {
            break; // the connection was reset in the middle of it
        }
        if (end > 0 && kind_of(rest.substr(0, end)) == "strange") {
            return "there was a line of no known form: " +
                   std::string{rest.substr(0, std::min<std::size_t>(end, 100))};
        }
        rest.remove_prefix(end + 1);
    }
    return {};
}

std::string first_answer(const std::string& heard) {
    const auto begin = heard.find_first_of(std::string_view{"\n\r\0", 3});
    const auto line = begin == std::string::npos ? std::string{} : heard.substr(begin + 1);
    return line.empty()
               ? "none"
               : kind_of(std::string_view{line}.substr(0, line.find_first_of(std::string_view{"\n\r\0", 3})));
}

} // namespace

Report fuzz_lines(const Options& options) {
    Report report;
    const auto began = std::chrono::steady_clock::now();
    const std::size_t descriptors_before = open_descriptors();
    {
        const test::TempDir folder;
        host::Host host{{PLUGINS, folder.path() / "state", "fuzz", [](const host::LogRecord&) {}},
                        host::parse_site(R"({"devices":[{"id":"hall","plugin":"feedthrough","name":")" +
                                             guarded + R"("},{"id":"door","plugin":"contact"}]})",
                                         "site.json")};
        host.start();
        std::atomic<bool> key_logged{false};
        face::Loop loop{[](dp::LogLevel, std::string_view) {}};
        const Target guarded_port{host, loop, key_logged, true};
        const Target open_port{host, loop, key_logged, false};
        const std::size_t descriptors_idle = open_descriptors();
        const auto complain = [&](const std::string& what) { report.faults.push_back(what); };
        const auto probe = [&](std::uint64_t number) {
            for (const Target* target : {&guarded_port, &open_port}) {
                if (const auto trouble = target->probe(); !trouble.empty()) {
                    complain(trouble + ", before conversation " + std::to_string(number) + " of seed " +
                             std::to_string(options.seed));
                }
            }
        };
        // Where the key was shown, others' wrong keys keep nobody out.
        for (int source = 1; source < 9; ++source) {
            converse("127.0.0." + std::to_string(source), guarded_port.port(), {"key " + key + '\n'},
                     Leave::politely);
        }
        probe(options.first);
        for (std::uint64_t number = options.first; number < options.first + options.count; ++number) {
            if (report.faults.size() >= 10 || std::chrono::steady_clock::now() - began > options.time) {
                break;
            }
            Random random{options.seed * 1'000'003 + number};
            const Target& target = pick(random, 2) == 0 ? guarded_port : open_port;
            const bool shows_key = pick(random, 2) == 0;
            const auto all = seeds(shows_key);
            const auto said = mutated(all[pick(random, all.size())], all, random, most_bytes);
            const std::string source = shows_key ? "127.0.0." + std::to_string(1 + pick(random, 8))
                                                 : "127.0.1." + std::to_string(1 + pick(random, 200));
            const Leave leave = pick(random, 5) == 0 ? Leave::rudely : Leave::politely;
            const auto heard = converse(source, target.port(), in_pieces(said, random), leave);
            ++report.conversations;
            ++report.answers[first_answer(heard.answer)];
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
        if (!eventually([&] { return guarded_port.is_quiet() && open_port.is_quiet(); })) {
            complain("connections are left over");
        }
        if (!eventually([&] { return open_descriptors() <= descriptors_idle; })) {
            complain("descriptors are left open: " + std::to_string(open_descriptors()) + ", were " +
                     std::to_string(descriptors_idle));
        }
        if (key_logged) {
            complain("the key is in the log");
        }
    }
    if (open_descriptors() != descriptors_before) {
        report.faults.push_back("descriptors are left open after the end");
    }
    return report;
}

} // namespace fuzz
