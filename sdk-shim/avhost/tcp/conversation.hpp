// One control system's conversation in lines: which dialect it speaks, what it may, what it watches, and which answers are
// due in which order. Knows no socket.
#pragma once

#include "host/host.hpp"
#include "host/line_session.hpp"
#include "host/peers/mailbox.hpp"
#include "host/peers/peer.hpp"
#include "tcp/charset.hpp"
#include "tcp/line_splitter.hpp"
#include "tcp/watching.hpp"
#include "tcp/words.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace avhost::tcp {

// Everything on the face's thread, but what the host tells it, which goes into the mailbox.
class Conversation {
public:
    // What it speaks for. All of it outlives the conversation.
    struct Behind {
        host::Host& host; // started
        host::LogRing* ring = nullptr;
        std::function<void(host::Peer::Answer)> reload; // see Peer::Options
    };
    // What the door says of a key: who has it, or why nobody may come in by it.
    struct Entry {
        std::optional<host::Role> role;
        std::string refusal;
    };
    using Enter = std::function<Entry(std::string_view key)>;

    // `role` is that of somebody who needs no key, and `enter` empty then; else `enter` is asked. What is to be told comes through `mailbox`
    // to next().
    Conversation(Behind behind, std::optional<host::Role> role, Enter enter,
                 std::shared_ptr<host::Mailbox> mailbox);
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    // Takes a line; what comes of it is in next(), at once or later.
    void take(Line line);
    // Answers a line that is too long for this face, and ends the conversation.
    void refuse_overlong(std::size_t max_bytes);
    // Nothing more will be taken: what is due is still told, then it is over.
    void end_of_input();

    // The bytes to be sent next, a good number of lines at once; empty: there are none now.
    std::string next();

    // So many answers are due that no more lines are to be taken until some have gone.
    bool is_full() const;
    // Over when next() has nothing more after this.
    bool is_over() const;

    std::optional<host::Role> role() const;         // nothing: no key was shown that is needed
    bool has_spoken() const { return has_spoken_; } // whether a line came that was more than a key

private:
    // One request, from its line to its answer. `answer` is there when it is known.
    struct Due {
        std::uint64_t number = 0;
        std::string tag;
        std::vector<Target> targets; // of get and watch
        bool ends_with_ok = true;
        std::optional<std::vector<std::string>> answer{};
    };
    using Lines = std::vector<std::string>;
    struct Performer;

    void enter(host::Role role);
    void take_json(std::string_view text);
    void start_json();
    void start_waiting();
    void perform(Request request);
    std::uint64_t due(std::string tag);
    Due* find(std::uint64_t number);
    void answer(std::uint64_t number, Lines lines);
    void refuse(std::uint64_t number, const Fault& fault);
    void flush();
    std::optional<Fault> unknown(const std::vector<Target>& targets) const;
    void ask_values(std::uint64_t number, bool watched);

    void tell(const host::Happening& happening); // any thread
    void render(host::Outgoing outgoing);
    void render(const host::Happening& happening);
    void render(const host::Reply& reply);
    void render_change(const std::string& device, const dp::NamedValue& value);
    void write(std::string_view line); // in the connection's charset and width
    void write_raw(std::string_view line);

    const Behind behind_;
    const Enter enter_;
    const std::shared_ptr<host::Mailbox> mailbox_;

    LineEnd end_ = LineEnd::lf; // of the last line that came
    Charset charset_ = Charset::utf8;
    std::size_t width_ = 0;
    bool has_spoken_ = false;
    unsigned wrong_keys_ = 0;
    bool is_ending_ = false;     // takes nothing more
    bool drops_answers_ = false; // and owes nothing either

    std::string out_;             // what next() gives
    std::deque<Request> waiting_; // until what is due before them is answered
    std::deque<Due> in_order_;    // of requests without a tag
    std::map<std::uint64_t, Due> tagged_;
    std::uint64_t last_number_ = 0;
    std::map<std::string, std::string> told_; // what is watched, as it was told last

    std::mutex watching_mutex_;
    Watching watching_;    // guarded by watching_mutex_
    bool is_json_ = false; // guarded by watching_mutex_; the JSON session tells what happens

    std::optional<host::Peer> peer_; // of the short dialect
    std::optional<host::LineSession> json_;
};

} // namespace avhost::tcp
