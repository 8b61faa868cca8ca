// A subscriber that keeps what it hears, and a host with one, for tests.
#pragma once

#include "host/host.hpp"
#include "temp_dir.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace host_tests {

// Long enough that it passes only when something is wrong.
constexpr std::chrono::seconds patience{20};

class Recorder : public host::Subscriber {
public:
    void on_happening(const host::Happening& happening) override {
        const std::lock_guard guard{mutex_};
        heard_.push_back(happening);
        news_.notify_all();
    }

    std::vector<host::Happening> heard() const {
        const std::lock_guard guard{mutex_};
        return heard_;
    }

    template <typename Kind>
    std::vector<Kind> all() const {
        std::vector<Kind> found;
        for (const auto& happening : heard()) {
            if (const auto* one = std::get_if<Kind>(&happening)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    // The first of this kind that pleases, waiting for it; nothing when none comes.
    template <typename Kind>
    std::optional<Kind> wait_for(const std::function<bool(const Kind&)>& pleases) const {
        std::optional<Kind> found;
        std::unique_lock lock{mutex_};
        news_.wait_for(lock, patience, [&] {
            for (const auto& happening : heard_) {
                const auto* one = std::get_if<Kind>(&happening);
                if (one != nullptr && pleases(*one)) {
                    found = *one;
                    return true;
                }
            }
            return false;
        });
        return found;
    }

    std::optional<host::Completion> outcome(std::int64_t token) const {
        return wait_for<host::Completion>([&](const auto& completion) { return completion.token == token; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable news_;
    std::vector<host::Happening> heard_;
};

class LogKeeper {
public:
    host::Log log() {
        return [this](const host::LogRecord& record) {
            const std::lock_guard guard{mutex_};
            text_ += host::log_line(record, 0) + '\n';
        };
    }
    bool has(const std::string& part) const {
        const std::lock_guard guard{mutex_};
        return text_.find(part) != std::string::npos;
    }
    std::string text() const {
        const std::lock_guard guard{mutex_};
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

// A host over the real plugins or the ones made for tests, with state in a folder of its own.
struct RunningHost {
    explicit RunningHost(const std::string& site, const std::string& plugins = PLUGINS)
        : host{{plugins, folder.path() / "state", "test", log.log()}, host::parse_site(site, "site.json")} {
        host.subscribe(recorder);
        host.start();
    }

    test::TempDir folder;
    LogKeeper log;
    std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
    host::Host host;
};

} // namespace host_tests
