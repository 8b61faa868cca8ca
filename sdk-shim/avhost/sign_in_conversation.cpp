#include "sign_in_conversation.hpp"

#include "paste_buffer.hpp"
#include "sign_in_dialogue.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace avhost {
namespace {

using Clock = std::chrono::steady_clock;

// An address may come in several lines, so a line end alone does not end a paste; a line end and then nothing
// does. Long enough for the rest of a paste on a slow line to follow, short enough not to be noticed.
constexpr std::chrono::milliseconds quiet_time{500};

constexpr std::uint32_t paste_limit = 30'000;    // ms for the exchange with the service
constexpr std::uint32_t browser_limit = 300'000; // ms, the longest that plugins offer

// Carries happenings from the host's thread to ours.
class Ears : public host::Subscriber {
public:
    Ears()
        : signal_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {}

    void on_happening(const host::Happening& happening) override {
        {
            const std::lock_guard guard{mutex_};
            heard_.push_back(happening);
        }
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(signal_.get(), &one, sizeof one);
    }

    int descriptor() const { return signal_.get(); } // readable when there is something to take

    std::vector<host::Happening> take() {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(signal_.get(), &count, sizeof count);
        const std::lock_guard guard{mutex_};
        return std::exchange(heard_, {});
    }

private:
    host::Descriptor signal_;
    std::mutex mutex_;
    std::vector<host::Happening> heard_;
};

std::string local_date(std::int64_t epoch_ms) {
    const auto seconds = static_cast<std::time_t>(epoch_ms / 1000);
    std::tm parts{};
    std::array<char, 32> text{};
    if (::localtime_r(&seconds, &parts) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts) == 0) {
        return std::to_string(epoch_ms) + " ms after 1970";
    }
    return text.data();
}

// A plugin's words may hold another party's; none of them is to repaint the terminal.
void print(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; }, ' ');
    std::cout << text << std::flush;
}

class Conversation {
public:
    Conversation(host::Host& host, std::string device, const std::string& name, host::SignInSpec spec,
                 const Signals& signals)
        : host_{host}
        , device_{std::move(device)}
        , spec_{std::move(spec)}
        , signals_{signals}
        , dialogue_{device_, name, spec_, local_date} {}

    ~Conversation() { host_.unsubscribe(ears_); }
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // What went wrong, empty when the device is signed in.
    std::string hold() {
        follow(dialogue_.begin());
        // Nobody looks at the device here: a plugin that asks a service now and then need not for our sake.
        host_.attention(ears_, device_, DP_ATTENTION_NONE);
        host_.subscribe_and_tell(ears_);
        while (!outcome_) {
            wait();
        }
        return *outcome_;
    }

private:
    bool reads() const { return !input_ended_ && !paste_ready_ && dialogue_.takes_paste(); }

    int milliseconds_to_wait() const {
        std::optional<Clock::time_point> until = timer_;
        if (quiet_until_ && (!until || *quiet_until_ < *until)) {
            until = quiet_until_;
        }
        if (!until) {
            return -1;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
        return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
    }

    void wait() {
        std::array<pollfd, 3> waiting{{{signals_.descriptor(), POLLIN, 0},
                                       {ears_->descriptor(), POLLIN, 0},
                                       {reads() ? STDIN_FILENO : -1, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), milliseconds_to_wait()) < 0) {
            return; // EINTR: all that is worth a signal is blocked
        }
        if (waiting[0].revents != 0) {
            outcome_ = device_ + " was not signed in";
            return;
        }
        if (waiting[1].revents != 0) {
            for (const auto& happening : ears_->take()) {
                follow(dialogue_.happened(happening));
            }
        }
        if (waiting[2].revents != 0) {
            read();
        }
        const auto now = Clock::now();
        if (quiet_until_ && now >= *quiet_until_) {
            quiet_until_.reset();
            paste_ready_ = true;
        }
        if (timer_ && now >= *timer_) {
            timer_.reset();
            follow(dialogue_.time_is_up());
        }
        hand_over();
    }

    void read() {
        std::array<char, 4096> room{};
        const ssize_t got = ::read(STDIN_FILENO, room.data(), room.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
            return;
        }
        if (got > 0) {
            buffer_.add({room.data(), static_cast<std::size_t>(got)});
        }
        input_ended_ = got <= 0 || buffer_.is_closed();
        quiet_until_.reset();
        if (input_ended_) {
            paste_ready_ = true;
        } else if (buffer_.may_be_complete()) {
            quiet_until_ = Clock::now() + quiet_time;
        }
    }

    // Gives the dialogue a paste, and the end of the input after the outcome of the last one.
    void hand_over() {
        if (!outcome_ && paste_ready_ && dialogue_.takes_paste()) {
            paste_ready_ = false;
            if (std::string text = buffer_.take(); !text.empty()) {
                follow(dialogue_.pasted(std::move(text)));
            }
        }
        if (!outcome_ && input_ended_ && !end_told_ && dialogue_.takes_paste()) {
            end_told_ = true;
            follow(dialogue_.input_ended());
        }
    }

    void follow(Steps steps) {
        for (auto& step : steps) {
            if (outcome_) {
                return;
            }
            if (auto* const say = std::get_if<Say>(&step)) {
                print(std::move(say->text));
            } else if (auto* const submit = std::get_if<Submit>(&step)) {
                host_.invoke({ears_, submit->token}, device_, spec_.action,
                             {{spec_.parameter, std::move(submit->pasted)}}, paste_limit);
            } else if (const auto* const browser = std::get_if<AwaitBrowser>(&step)) {
                host_.invoke({ears_, browser->token}, device_, spec_.action, {}, browser_limit);
            } else if (const auto* const timer = std::get_if<SetTimer>(&step)) {
                timer_.reset();
                if (timer->time.count() > 0) {
                    timer_ = Clock::now() + timer->time;
                }
            } else {
                outcome_ = std::get<Finish>(step).problem;
            }
        }
    }

    host::Host& host_;
    const std::string device_;
    const host::SignInSpec spec_;
    const Signals& signals_;
    SignInDialogue dialogue_;
    const std::shared_ptr<Ears> ears_ = std::make_shared<Ears>();
    PasteBuffer buffer_{::isatty(STDIN_FILENO) != 0 ? PasteBuffer::Source::terminal
                                                    : PasteBuffer::Source::pipe};
    bool paste_ready_ = false;
    bool input_ended_ = false;
    bool end_told_ = false;
    std::optional<Clock::time_point> quiet_until_;
    std::optional<Clock::time_point> timer_;
    std::optional<std::string> outcome_;
};

} // namespace

std::string hold_sign_in(host::Host& host, const std::string& device, const std::string& name,
                         const host::SignInSpec& spec, const Signals& signals) {
    return Conversation{host, device, name, spec, signals}.hold();
}

} // namespace avhost
