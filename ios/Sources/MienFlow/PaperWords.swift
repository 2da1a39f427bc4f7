import Mien

/// The words of the recovery code, of renewed keys, and of a counter that is lost, in all four languages.
extension Words {
    public var renewKeys: String { say("Renew the keys", "更新密钥", "Perbaharui kunci", "சாவிகளைப் புதுப்பி") }
    public var keysText: String {
        say(
            "Renew them when this phone was in other hands. A pattern and a recovery code have to be made anew then.",
            "如果本手机曾落入他人之手，请更新密钥。之后图案和恢复码需要重新设置。",
            "Perbaharui jika telefon ini pernah berada di tangan orang lain. Corak dan kod pemulihan perlu dibuat semula.",
            "இந்தக் கைபேசி பிறர் கையில் இருந்திருந்தால் புதுப்பிக்கவும். வடிவத்தையும் மீட்புக் குறியீட்டையும் மீண்டும் உருவாக்க வேண்டும்."
        )
    }
    public var keysDone: String {
        say(
            "The keys were renewed. Copies from before open no more.", "密钥已更新，以前的副本无法再打开。",
            "Kunci telah diperbaharui. Salinan terdahulu tidak boleh dibuka lagi.", "சாவிகள் புதுப்பிக்கப்பட்டன. முந்தைய நகல்கள் இனித் திறக்காது."
        )
    }
    public var renewTitle: String {
        say("Your passcode, to renew the keys", "输入密码以更新密钥", "Kod laluan, untuk memperbaharui kunci", "சாவிகளைப் புதுப்பிக்க, உங்கள் கடவு எண்")
    }
    public var recovery: String { say("Recovery code", "恢复码", "Kod pemulihan", "மீட்புக் குறியீடு") }
    public var recoveryOn: String { say("On. It is on your paper.", "已启用，写在您的纸上。", "Hidup. Ia ada pada kertas anda.", "இயங்குகிறது. அது உங்கள் தாளில் உள்ளது.") }
    public var recoveryOff: String {
        say(
            "Off. With a code on paper you get in when the passcode is forgotten.", "未启用。把恢复码写在纸上，忘记密码时可用它打开。",
            "Mati. Dengan kod pada kertas, anda boleh masuk apabila terlupa kod laluan.",
            "இயங்கவில்லை. தாளில் எழுதிய குறியீட்டால், கடவு எண்ணை மறந்தாலும் உள்ளே வரலாம்."
        )
    }
    public var recoveryAnother: String { say("Make another code", "生成新的恢复码", "Buat kod lain", "வேறு குறியீட்டை உருவாக்கு") }
    public var recoveryDoneOn: String {
        say(
            "The recovery code is on. Keep the paper away from the phone.", "恢复码已启用。请将纸与手机分开保管。",
            "Kod pemulihan telah hidup. Simpan kertas itu jauh daripada telefon.",
            "மீட்புக் குறியீடு இயங்குகிறது. தாளைக் கைபேசியிலிருந்து தனியே வைக்கவும்."
        )
    }
    public var recoveryDoneOff: String {
        say(
            "The recovery code is off. The paper is worth nothing now.", "恢复码已停用，纸上的恢复码已失效。",
            "Kod pemulihan telah mati. Kertas itu tidak bernilai lagi.", "மீட்புக் குறியீடு நிறுத்தப்பட்டது. அந்தத் தாள் இனிப் பயன்படாது."
        )
    }
    public var paperText: String {
        say(
            "Write these seven groups on paper. They are shown only now. Whoever has the paper and this phone can open the app.",
            "请将这七组字符抄在纸上，只显示这一次。持有这张纸和本手机的人可以打开本应用。",
            "Tulis tujuh kumpulan ini pada kertas. Ia dipaparkan sekarang sahaja. Sesiapa yang memegang kertas dan telefon ini boleh "
                + "membuka aplikasi.",
            "இந்த ஏழு தொகுதிகளையும் தாளில் எழுதவும். இப்போது மட்டுமே காட்டப்படும். தாளும் இந்தக் கைபேசியும் வைத்திருப்பவர் செயலியைத் திறக்கலாம்."
        )
    }
    public var paperWritten: String { say("I wrote it down", "我已抄好", "Sudah ditulis", "எழுதினேன்") }
    public var paperConfirm: String {
        say(
            "Read the last of the seven groups from your paper.", "请照纸输入七组中的最后一组。", "Baca kumpulan terakhir daripada kertas anda.",
            "உங்கள் தாளில் உள்ள ஏழில் கடைசித் தொகுதியைப் படிக்கவும்."
        )
    }
    public var paperGroup: String { say("The last group", "最后一组", "Kumpulan terakhir", "கடைசித் தொகுதி") }
    public var wrongGroup: String {
        say(
            "That is not the last group. Compare it with your paper.", "这不是最后一组，请与纸上的内容核对。",
            "Itu bukan kumpulan terakhir. Bandingkan dengan kertas anda.", "அது கடைசித் தொகுதி அல்ல. உங்கள் தாளுடன் ஒப்பிடவும்."
        )
    }
    public var wrongRecovery: String {
        say(
            "This is not the recovery code of this phone.", "这不是本手机的恢复码。", "Ini bukan kod pemulihan telefon ini.",
            "இது இந்தக் கைபேசியின் மீட்புக் குறியீடு அல்ல."
        )
    }
    public var recoverUse: String { say("Use the recovery code", "使用恢复码", "Guna kod pemulihan", "மீட்புக் குறியீட்டைப் பயன்படுத்து") }
    public var recoverText: String {
        say(
            "Type the seven groups from your paper. Then you choose a new passcode.", "请照纸输入七组字符，然后设置新密码。",
            "Taip tujuh kumpulan daripada kertas anda. Kemudian pilih kod laluan baharu.",
            "உங்கள் தாளில் உள்ள ஏழு தொகுதிகளை உள்ளிடவும். பின்னர் புதிய கடவு எண்ணைத் தேர்வு செய்யலாம்."
        )
    }
    public var recoverField: String { say("The code from the paper", "纸上的恢复码", "Kod pada kertas", "தாளில் உள்ள குறியீடு") }

    /// How the code stands while it is typed; nil while nothing can be said.
    public func form(_ form: RecoveryCodeForm) -> String? {
        switch form {
        case .incomplete: nil
        case .whole: say("It is complete.", "已输入完整。", "Lengkap.", "முழுமையாக உள்ளது.")
        case .wrong:
            say(
                "A character is wrong. Compare it with the paper, group by group.", "有字符不正确，请逐组与纸上的内容核对。",
                "Ada aksara yang salah. Bandingkan dengan kertas, satu kumpulan demi satu.",
                "ஓர் எழுத்து தவறு. ஒவ்வொரு தொகுதியாகத் தாளுடன் ஒப்பிடவும்."
            )
        }
    }

    var forgottenWithCode: String {
        say(
            "You have a recovery code on paper. With it you choose a new passcode, and nothing is lost.",
            "您有写在纸上的恢复码。用它可以设置新密码，不会丢失任何数据。",
            "Anda mempunyai kod pemulihan pada kertas. Dengannya anda memilih kod laluan baharu dan tiada apa-apa hilang.",
            "உங்களிடம் தாளில் மீட்புக் குறியீடு உள்ளது. அதன் மூலம் புதிய கடவு எண்ணைத் தேர்வு செய்யலாம்; எதுவும் இழக்கப்படாது."
        )
    }
    var counterTitle: String {
        say("This app cannot open here", "本应用无法在此打开", "Aplikasi ini tidak dapat dibuka di sini", "இந்தச் செயலி இங்கே திறக்காது")
    }
    var counterText: String {
        say(
            "The phone has lost its count of passcode tries, so nothing opens: otherwise a thief could count anew. Restart the phone and try "
                + "again. If it stays so, ask your provider to sign this phone out, and set up another one.",
            "手机丢失了密码尝试次数的记录，因此无法打开，以防小偷重新计数。请重启手机后重试。如果仍然如此，请让签发机构注销本手机，并在另一部手机上设置。",
            "Telefon ini telah kehilangan kiraan cubaan kod laluan, jadi tiada apa-apa dibuka: jika tidak, pencuri boleh mengira semula. "
                + "Mulakan semula telefon dan cuba lagi. Jika masih begini, minta penyedia anda menyahdaftar telefon ini dan tetapkan telefon lain.",
            "கடவு எண் முயற்சிகளின் எண்ணிக்கையைக் கைபேசி இழந்துவிட்டது; திருடன் மீண்டும் முயலாதிருக்க எதுவும் திறக்காது. கைபேசியை மறுதொடக்கம் செய்து மீண்டும் "
                + "முயலவும். இப்படியே இருந்தால், இந்தக் கைபேசியை வெளியேற்றும்படி வழங்குநரிடம் கேட்டு, வேறொன்றை அமைக்கவும்."
        )
    }
}
