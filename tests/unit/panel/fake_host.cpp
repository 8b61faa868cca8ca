#include "fake_host.hpp"

#include <algorithm>
#include <utility>

using namespace avhost::panel;

class FakeHost::Peer : public PanelPeer {
public:
    Peer(FakeHost& host, std::size_t number, Send send)
        : host_(host)
        , number_(number)
        , send_(std::move(send)) {}
    ~Peer() override {
        const std::lock_guard lock(host_.mutex_);
        host_.present_[number_] = false;
        host_.changed_.notify_all();
    }
    void on_line(std::string_view line) override {
        {
            const std::lock_guard lock(host_.mutex_);
            host_.lines_.emplace_back(line);
            host_.changed_.notify_all();
        }
        host_.react(line, send_);
    }

private:
    FakeHost& host_;
    const std::size_t number_;
    const Send send_;
};

Connect FakeHost::connect() {
    return [this](const Send& send, const Visitor& visitor) {
        on_connect();
        const std::lock_guard lock(mutex_);
        const std::size_t number = sends_.size();
        sends_.push_back(send);
        present_[number] = true;
        visitor_ = visitor.name + "/" + std::string{host::word(visitor.role)};
        changed_.notify_all();
        return std::make_unique<Peer>(*this, number, send);
    };
}

Log FakeHost::log() {
    return [this](dp::LogLevel level, std::string_view text) {
        const std::lock_guard lock(mutex_);
        log_ += std::string{text} + '\n';
        by_level_[level] += std::string{text} + '\n';
        changed_.notify_all();
    };
}

void FakeHost::wait_for_browsers(std::size_t present) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
        return std::count_if(present_.begin(), present_.end(), [](const auto& one) { return one.second; }) ==
               static_cast<std::ptrdiff_t>(present);
    });
}

void FakeHost::wait_for_logged(const std::string& part) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return log_.find(part) != std::string::npos; });
}

std::string FakeHost::next_line() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return taken_ < lines_.size(); });
    return lines_[taken_++];
}

Send FakeHost::send(std::size_t browser) {
    const std::lock_guard lock(mutex_);
    return sends_.at(browser);
}

std::string FakeHost::last_visitor() {
    const std::lock_guard lock(mutex_);
    return visitor_;
}

std::string FakeHost::logged_at(dp::LogLevel level) {
    const std::lock_guard lock(mutex_);
    return by_level_[level];
}

std::string FakeHost::logged() {
    const std::lock_guard lock(mutex_);
    return log_;
}

bool FakeHost::present(std::size_t browser) {
    const std::lock_guard lock(mutex_);
    return present_.at(browser);
}
