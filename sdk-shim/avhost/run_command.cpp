// avhost run: a host, its faces, and the signals and pipes that end it.
//
// The main thread waits for signals, stdin, a broken stdout and whoever wants the site read again with one
// poll(); all other threads are the host's, the panel's and the writers', and are gone when the objects below
// are. They are destroyed in the order in which it says here: panel (takes no command any more), broker (is
// told that the host goes), host (devices stop, tokens complete, plugins go), stdio session, writers.
#include "commands.hpp"

#include "heartbeat.hpp"
#include "key_choice.hpp"
#include "line_writer.hpp"
#include "mqtt_face.hpp"
#include "observer.hpp"
#include "panel_face.hpp"
#include "reload_desk.hpp"
#include "service_manager.hpp"
#include "signals.hpp"
#include "site_copy.hpp"
#include "state_lock.hpp"

#include "host/clock.hpp"
#include "host/host.hpp"
#include "host/line_buffer.hpp"
#include "host/line_session.hpp"
#include "host/log_ring.hpp"
#include "host/secret_takeover.hpp"
#include "host/site_check.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace avhost {
namespace {

// A plugin that hangs in stop() or deinit() cannot be ended from outside. The ABI bounds both at 15 s; after
// this the kernel ends the process.
constexpr unsigned longest_end = 30; // s

constexpr std::size_t log_room = 1U << 20U;    // bytes that wait for a slow reader of stderr
constexpr std::size_t stdio_room = 64U << 20U; // the same for stdout; beyond it the reader counts as gone

// The lines that come on stdin, to the session, until the end of either.
class Input {
public:
    // True when stdin is at its end.
    bool take(host::LineSession& session, const bool& quit) {
        std::array<char, 16 * 1024> room{};
        const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
        if (got < 0) {
            return errno != EINTR && errno != EAGAIN;
        }
        for (const auto& line : buffer_.add({room.data(), static_cast<std::size_t>(got)})) {
            if (quit) {
                return true; // what follows a quit is for nobody
            }
            session.take(line);
        }
        if (got == 0) {
            if (const std::string rest = buffer_.rest(); !rest.empty()) {
                session.take(rest);
            }
        }
        return got == 0;
    }

private:
    host::LineBuffer buffer_{host::LineSession::longest_line +
                             1}; // one more, so that the session sees it is too long
};

// What the main thread waits for.
struct Waiting {
    const Signals& signals;
    int broken = -1;                      // readable: stdout is not read any more
    host::LineSession* session = nullptr; // of stdio; null: none
    const bool& quit;
    ReloadDesk& desk;
    Heartbeat& heartbeat;
    std::function<host::ReloadResult()> reload;
};

std::string why_it_ends(const Waiting& on) {
    Input input;
    for (;;) {
        // A descriptor below 0 is passed over. Of stdout only the error is asked for: its reader is gone.
        std::array<pollfd, 5> waiting{{{on.signals.descriptor(), POLLIN, 0},
                                       {on.broken, POLLIN, 0},
                                       {on.session != nullptr ? STDOUT_FILENO : -1, 0, 0},
                                       {on.session != nullptr ? STDIN_FILENO : -1, POLLIN, 0},
                                       {on.desk.descriptor(), POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), on.heartbeat.wait());
        on.heartbeat.beat();
        if (ready <= 0) {
            continue; // a heartbeat was due; or EINTR: all that is worth a signal is blocked
        }
        if (waiting[0].revents != 0) {
            const int signal = on.signals.take();
            if (signal == SIGHUP) {
                on.reload();
            } else if (signal != 0) {
                return "a signal";
            }
        }
        if (waiting[1].revents != 0 || (waiting[2].revents & (POLLERR | POLLNVAL)) != 0) {
            return "stdout is not read any more";
        }
        if (waiting[3].revents != 0 && input.take(*on.session, on.quit)) {
            return on.quit ? "it was told to" : "stdin is at its end";
        }
        if (on.quit) {
            return "it was told to";
        }
        if (const auto answers = on.desk.take(); !answers.empty()) { // one reload is for all who asked
            const auto result = on.reload();
            for (const auto& answer : answers) {
                answer(result.ok, result.text);
            }
        }
    }
}

std::string status_of(const host::Site& site) {
    return "runs " + std::to_string(site.devices.size()) + " devices and " +
           std::to_string(site.rules.size()) + " rules of " + site.file;
}

// Before any plugin reads one.
void take_over_secrets(const Arguments& arguments, const KeyChoice& choice, const host::Log& log) {
    if (!choice.key) {
        log({dp::LogLevel::warning, "host",
             "secrets are protected by file permissions only: whoever reads the disk or a backup of it has "
             "them; to encrypt them, make a key with: avhost secret key FILE, then run with --key-file "
             "FILE"});
        return;
    }
    log({dp::LogLevel::info, "host", "secrets are encrypted with the key in " + choice.file.string()});
    const auto takeover = host::seal_plain_secrets(arguments.state, choice.key);
    if (takeover.sealed > 0) {
        log({dp::LogLevel::info, "host",
             "secrets that were not encrypted yet and are now: " + std::to_string(takeover.sealed)});
    }
    for (const auto& problem : takeover.problems) {
        log({dp::LogLevel::warning, "host", "a secret stays as it is: " + problem});
    }
}

int run(const Arguments& arguments, host::Site site, const KeyChoice& choice, const Signals& signals) {
    const auto manager = ServiceManager::from_environment();
    LineWriter errors{STDERR_FILENO, log_room, LineWriter::WhenFull::lose_lines, {}};
    host::LogRing ring;
    const host::Log log = [&errors,
                           &ring](const host::LogRecord& record) { // the one place where lines end up
        const auto now = host::epoch_ms();
        if (record.level != dp::LogLevel::debug) {
            errors.send(host::log_line(record, now));
        }
        ring.add(now, record);
    };
    const host::Descriptor broken{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    std::optional<LineWriter> output;
    bool quit = false;
    ReloadDesk desk;
    take_over_secrets(arguments, choice, log);
    host::Host host{{arguments.plugins, arguments.state, AVHOST_VERSION, log, choice.key}, site};
    std::optional<host::LineSession> session;
    if (arguments.stdio) {
        output.emplace(STDOUT_FILENO, stdio_room, LineWriter::WhenFull::break_off, [&broken] {
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto written = ::write(broken.get(), &one, sizeof one);
        });
        session.emplace(
            host, [&output](const std::string& line) { output->send(line); },
            host::LineSession::Options{.introduce = false,
                                       .quit = [&quit] { quit = true; },
                                       .reload = [&desk](auto answer) { desk.ask(std::move(answer)); }});
    }
    const auto observer = std::make_shared<Observer>();
    host.subscribe(observer);
    host.start();
    mqtt::Counters mqtt_counters;
    std::unique_ptr<MqttFace> broker;
    std::unique_ptr<PanelFace> panel;
    SiteCopy shown{site};
    const auto began = std::chrono::steady_clock::now();
    const auto open_panel = [&] {
        return std::make_unique<PanelFace>(
            *site.panel, PanelFace::Behind{host, *observer, ring, log, shown, mqtt_counters, began,
                                           [&desk](auto answer) { desk.ask(std::move(answer)); }});
    };
    const auto open_broker = [&] {
        return std::make_unique<MqttFace>(
            *site.mqtt, MqttFace::Behind{host, log, mqtt_counters, arguments.state, choice.key});
    };
    const auto warn = [&log](const std::vector<std::string>& warnings) {
        for (const auto& warning : warnings) {
            log({dp::LogLevel::warning, "host", warning});
        }
    };
    warn(host::site_warnings(site));
    const auto read_again = [&]() -> host::ReloadResult {
        auto checked = host::check_site_file(arguments.words[1], arguments.plugins);
        if (!checked.sentences.empty()) {
            std::string all;
            for (const auto& sentence : checked.sentences) {
                log({dp::LogLevel::error, "host", sentence});
                all += (all.empty() ? "" : "\n") + sentence;
            }
            log({dp::LogLevel::error, "host", "the site file has mistakes; the site goes on as it was"});
            return {false, all};
        }
        // One that could not be opened gets another chance.
        const bool is_other_panel =
            !(checked.site.panel == site.panel) || site.panel.has_value() != (panel != nullptr);
        const bool is_other_broker =
            !(checked.site.mqtt == site.mqtt) || site.mqtt.has_value() != (broker != nullptr);
        warn(checked.warnings);
        site = std::move(checked.site);
        shown.take(site);
        auto result = host.reload(site);
        try {
            if (is_other_panel) {
                panel.reset();
                panel = site.panel ? open_panel() : nullptr;
            }
            if (is_other_broker) {
                broker.reset();
                broker = site.mqtt ? open_broker() : nullptr;
            }
        } catch (const std::runtime_error& problem) { // of the panel or of a store
            log({dp::LogLevel::error, "host", problem.what()});
            result = {false, result.text + "\n" + problem.what()};
        }
        return result;
    };
    const auto reload = [&] {
        manager.reloading();
        const auto result = read_again();
        manager.ready(result.ok ? status_of(site)
                                : status_of(site) + "; the last reload failed, see the log");
        return result;
    };
    int status = exit_ok;
    try {
        if (site.panel) {
            panel = open_panel();
        }
        if (site.mqtt) {
            broker = open_broker();
        }
        manager.ready(status_of(site));
        Heartbeat heartbeat{host, manager};
        const auto reason = why_it_ends(
            {signals, broken.get(), session ? &*session : nullptr, quit, desk, heartbeat, reload});
        log({dp::LogLevel::info, "host", "ends: " + reason});
    } catch (const std::runtime_error& problem) { // of the panel or of a store
        log({dp::LogLevel::error, "host", problem.what()});
        status = exit_failed;
    }
    manager.stopping();
    ::alarm(longest_end);
    panel.reset();
    broker.reset();
    host.stop();
    session.reset();
    output.reset();
    if (arguments.strict && status == exit_ok && host.misbehaviours() > 0) {
        return exit_misbehaved;
    }
    return status;
}

} // namespace

int run_command(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 1> names{"a site file"};
    expect_words(arguments, 1, names);
    try {
        const auto site = host::read_site(arguments.words[1]);
        const auto choice = choose_key(arguments);
        const StateLock lock{arguments.state};
        const Signals signals;
        return run(arguments, site, choice, signals);
    } catch (const host::SiteError& error) {
        for (const auto& sentence : error.sentences()) {
            std::cerr << sentence << '\n';
        }
        return exit_usage;
    } catch (const StateInUse& problem) {
        std::cerr << "avhost: " << problem.what() << '\n';
        return exit_state_in_use;
    }
}

} // namespace avhost
