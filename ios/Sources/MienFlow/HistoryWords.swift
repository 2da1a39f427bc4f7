import Foundation
import Mien

/// The words of the history, of this phone and of a forgotten passcode.
extension Words {
    public var historyTitle: String { say("History", "历史记录", "Sejarah", "வரலாறு") }
    public var historyOlder: String { say("Show older", "显示更早的记录", "Tunjukkan yang lama", "பழையவற்றைக் காட்டு") }
    public var historyEmpty: String { say("Nothing was asked yet.", "还没有任何请求。", "Belum ada permintaan.", "இதுவரை எதுவும் கேட்கப்படவில்லை.") }

    /// What it was and how it ended; what is not known here is shown by its name, so that no line is without words.
    public func ended(_ line: HistoryLine) -> String {
        let outcome = switch line.outcome {
        case "approved": say("approved", "已同意", "diluluskan", "அனுமதிக்கப்பட்டது")
        case "declined": say("declined", "已拒绝", "ditolak", "மறுக்கப்பட்டது")
        case "expired": say("not decided in time", "未及时处理", "tidak diputuskan dalam masa", "காலத்தில் முடிவெடுக்கவில்லை")
        case "failed": say("did not work", "未成功", "tidak berjaya", "நிறைவேறவில்லை")
        default: line.outcome
        }
        let kind = switch line.kind {
        case "login": say("Login", "登录", "Log masuk", "உள்நுழைவு")
        case "enrolment": say("Set up", "设置", "Persediaan", "அமைப்பு")
        case "presentation": say("Shared", "共享", "Perkongsian", "பகிர்வு")
        case "not_me_reported": say("This wasn't me", "报告非本人操作", "Laporan bukan saya", "நான் அல்ல எனத் தெரிவிப்பு")
        case "issuance": say("Credential received", "收到凭证", "Kelayakan diterima", "சான்று பெறப்பட்டது")
        case "passcode_changed": say("Passcode changed", "更改密码", "Kod laluan diubah", "கடவு எண் மாற்றம்")
        case "consent_given": say("Consent given", "给予同意", "Persetujuan diberi", "ஒப்புதல் அளிப்பு")
        case "consent_withdrawn": say("Consent withdrawn", "撤回同意", "Persetujuan ditarik balik", "ஒப்புதல் திரும்பப் பெறல்")
        case "key_rotated": say("Key replaced", "更换密钥", "Kunci diganti", "சாவி மாற்றம்")
        case "biometrics_changed": say("Face or fingerprint changed", "更改面容或指纹设置", "Wajah atau cap jari diubah", "முகம் அல்லது கைரேகை மாற்றம்")
        case "recovered": say("Opened with the recovery code", "使用恢复码打开", "Dibuka dengan kod pemulihan", "மீட்புக் குறியீட்டால் திறப்பு")
        case "salvaged": say("Saved after damage", "损坏后抢救", "Diselamatkan selepas rosak", "சேதத்திற்குப் பின் மீட்பு")
        default: line.kind
        }
        return "\(kind): \(outcome)"
    }

    public var phoneTitle: String { say("This phone", "本手机", "Telefon ini", "இந்தக் கைபேசி") }
    public func until(_ day: String) -> String { say("Valid until \(day)", "有效期至\(day)", "Sah hingga \(day)", "\(day) வரை செல்லும்") }
    /// Whether the issuer stands by what is on this phone; an answer is never younger than it is.
    public func standing(_ standing: Standing, asOf: String?) -> String? {
        let words: String? = switch standing {
        case .valid: say("Valid", "有效", "Sah", "செல்லுபடியாகும்")
        case .revoked:
            say(
                "Signed out: delete what is on this phone and set it up again", "已登出：请删除本机数据并重新设置",
                "Telah dilog keluar: padam data pada telefon ini dan sediakan semula", "வெளியேற்றப்பட்டது: இதிலுள்ளதை அழித்து மீண்டும் அமைக்கவும்"
            )
        case .suspended: say("Suspended: ask your provider", "已暂停：请联系服务机构", "Digantung: tanya pembekal anda", "இடைநிறுத்தப்பட்டது: வழங்குநரைக் கேட்கவும்")
        case .unknown: say("Not checked yet", "尚未核查", "Belum disemak", "இன்னும் சரிபார்க்கப்படவில்லை")
        case .notPublished: nil
        }
        guard let words, let asOf else { return words }
        return words + say(" (as of \(asOf))", "（截至\(asOf)）", " (setakat \(asOf))", " (\(asOf) நிலவரப்படி)")
    }
    public var otherPhones: String { say("Your other phones", "您的其他手机", "Telefon anda yang lain", "உங்கள் பிற கைபேசிகள்") }

    /// There is one phone for a person, and what helps when it is lost.
    public var phoneText: String {
        say(
            "Your identity is on one phone at a time. Setting up another one signs this one out. If this one is lost, set another one up "
                + "or sign it out at the provider.",
            "您的身份同一时间只在一部手机上。设置另一部手机会使本手机登出。如手机遗失，请设置新手机，或在服务机构处将其登出。",
            "Identiti anda berada pada satu telefon sahaja. Menyediakan telefon lain akan melog keluar telefon ini. Jika telefon hilang, "
                + "sediakan yang lain atau log keluar melalui pembekal.",
            "உங்கள் அடையாளம் ஒரு நேரத்தில் ஒரு கைபேசியில் மட்டுமே. வேறொன்றை அமைத்தால் இது வெளியேற்றப்படும். தொலைந்தால் வேறொன்றை அமைக்கவும், "
                + "அல்லது வழங்குநரிடம் வெளியேற்றவும்."
        )
    }

    public var forgotten: String { say("Forgotten?", "忘记密码？", "Terlupa?", "மறந்துவிட்டதா?") }

    // "This wasn't me".
    public var notMe: String { say("This wasn't me", "这不是我操作的", "Ini bukan saya", "இது நான் அல்ல") }
    public var notMeText: String {
        say(
            "The provider is told, and whoever is logged in by this is logged out. If somebody else had this phone, sign it out as well.",
            "将通知服务机构，并使由此登录的人登出。如果他人曾使用本手机，请同时将本手机登出。",
            "Pembekal dimaklumkan, dan sesiapa yang log masuk dengannya dilog keluar. Jika telefon ini pernah di tangan orang lain, log "
                + "keluar telefon ini juga.",
            "வழங்குநருக்குத் தெரிவிக்கப்படும்; இதன்மூலம் உள்நுழைந்தவர் வெளியேற்றப்படுவார். இந்தக் கைபேசி வேறொருவரிடம் இருந்திருந்தால், அதையும் "
                + "வெளியேற்றவும்."
        )
    }
    public var notMeTell: String { say("Tell the provider", "通知服务机构", "Maklumkan pembekal", "வழங்குநருக்குத் தெரிவி") }
    public var notMeSignOut: String {
        say("Tell, and sign this phone out", "通知并登出本手机", "Maklumkan dan log keluar telefon ini", "தெரிவித்து, இக்கைபேசியை வெளியேற்று")
    }
    public func told(_ told: History.Told) -> String {
        let ended = told.sessionsEnded == 0
            ? say("The provider was told. Nobody is logged in by this.", "已通知服务机构。没有人由此登录。", "Pembekal telah dimaklumkan. Tiada sesiapa log masuk dengannya.", "வழங்குநருக்குத் தெரிவிக்கப்பட்டது. இதன்மூலம் யாரும் உள்நுழைந்திருக்கவில்லை.")
            : say("The provider was told, and the session was ended.", "已通知服务机构，会话已结束。", "Pembekal telah dimaklumkan dan sesi ditamatkan.", "வழங்குநருக்குத் தெரிவிக்கப்பட்டது; அமர்வு முடிக்கப்பட்டது.")
        guard told.signedOut else { return ended }
        return ended + " " + say(
            "This phone is signed out: delete what is on it and set it up again.", "本手机已登出：请删除本机数据并重新设置。",
            "Telefon ini telah dilog keluar: padam datanya dan sediakan semula.", "இக்கைபேசி வெளியேற்றப்பட்டது: இதிலுள்ளதை அழித்து மீண்டும் அமைக்கவும்."
        )
    }

    // Sharing with any verifier.
    public var shareTitle: String { say("Share this?", "是否共享？", "Kongsi maklumat ini?", "இதைப் பகிரவா?") }
    public var shareVouched: String { say("Known and checked", "已核实", "Dikenali dan disemak", "அறியப்பட்டு சரிபார்க்கப்பட்டது") }
    public var shareNoReason: String { say("It gives no reason.", "对方未说明用途。", "Ia tidak memberi sebab.", "அது எந்தக் காரணமும் கூறவில்லை.") }
    public var shareMissing: String { problem(.nothingToShow) }
    public var shareValues: String { say("Show what would be sent", "查看将发送的内容", "Tunjukkan apa yang akan dihantar", "அனுப்பப்படுவதைக் காட்டு") }
    public func sharePolicy(_ host: String) -> String {
        say("What it does with your data: \(host)", "数据用途说明：\(host)", "Apa yang dilakukan dengan data anda: \(host)", "உங்கள் தரவை என்ன செய்கிறது: \(host)")
    }
    /// What happens then; nothing for what is not known here.
    public func consequence(_ name: String) -> String? {
        switch name {
        case "sent_once": say("It is sent once, now.", "仅在此刻发送一次。", "Ia dihantar sekali, sekarang.", "இப்போது ஒருமுறை மட்டும் அனுப்பப்படும்.")
        case "not_recallable": say("It cannot be called back.", "发送后无法撤回。", "Ia tidak boleh ditarik balik.", "திரும்பப் பெற முடியாது.")
        case "recognisable": say("They can tell that it is you if you come again.", "您再次使用时，对方可认出您。", "Mereka boleh mengenali anda jika anda datang lagi.", "மீண்டும் வந்தால் உங்களை அடையாளம் காண முடியும்.")
        case "issuer_not_told": say("Your provider does not learn of it.", "您的服务机构不会得知。", "Pembekal anda tidak akan tahu.", "உங்கள் வழங்குநருக்குத் தெரியாது.")
        case "remembered": say("It is kept in your history.", "将记录在您的历史中。", "Ia disimpan dalam sejarah anda.", "உங்கள் வரலாற்றில் வைக்கப்படும்.")
        default: nil
        }
    }
}
