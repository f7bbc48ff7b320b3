"""The look of the page of a crisis: on a phone one column, where there is room two."""

from __future__ import annotations

from shared.html.markup import Markup

STYLE = Markup("""
body{padding-top:0}
.banner{display:flex;justify-content:space-between;gap:1rem;margin:0 -1rem;padding:.5rem 1rem;color:#fff;
background:#3a5f8a;font-weight:600}
.banner time{font-weight:400;white-space:nowrap;font-variant-numeric:tabular-nums}
.sev1{background:#a8131c}.sev2{background:#a63c0a}.sev3{background:#735000}.sev4{background:#3a5f8a}
.easing{background:#155e63}.over{background:#1d6b3d}
h1{margin:.75rem 0 .25rem}h1 span{display:block;font-size:1.15rem;font-weight:500}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
h1 bdi{display:block;color:var(--quiet);font-size:1rem;font-weight:600}
.key{margin:.5rem 0}.key dd{font-weight:500}
.next{margin:.75rem 0;padding:.6rem .9rem;border-left:.3rem solid var(--act);border-radius:.3rem;background:var(--soft)}
.next b{display:block}
.actions{display:grid;gap:.5rem}.actions p,.actions form{margin:0}.actions button{width:100%}
.actions form{display:grid;gap:.5rem}.actions label{font-size:.9375rem;color:var(--quiet)}
.actions details form{padding:.6rem 0 1rem}
summary{min-height:2.75rem;padding:.5rem 0;color:var(--link);cursor:pointer}
blockquote{margin:.6rem 0;padding:.6rem .9rem;border-radius:.4rem;background:var(--soft);border-left:.25rem solid
var(--line)}
blockquote p{margin:0}blockquote footer{margin-top:.25rem}blockquote a{display:inline-block;padding:.25rem 0}
.reply{margin:.4rem 0 1rem}.reply b{display:block;font-size:.875rem;color:var(--quiet)}.copy{user-select:all}
.approve{margin:-.75rem 0 1.25rem}.approve form{display:grid;gap:.5rem;padding:.25rem 0 .75rem}
.approve label{font-size:.9375rem;color:var(--quiet)}.approve textarea,.approve input{color:var(--ink)}
ol.steps li{margin-bottom:.6rem}.tick{margin:.25rem 0}.tick button{padding:.25rem 1.5rem}
.moments{list-style:none;padding:0}.moments li{padding:.5rem 0;border-top:1px solid var(--line);margin:0}
.moments li:first-child{border-top:0}
figure svg{max-width:28rem}
.times{list-style:none;padding:0}.times li{display:grid;grid-template-columns:minmax(3.2rem,max-content) 1fr;gap:.75rem}
.times .day{display:block;padding-top:.5rem;font-weight:600}
.times time{color:var(--quiet);font-variant-numeric:tabular-nums}
body>footer a,body>footer button{display:inline-block;padding:.5rem 0;min-height:2.75rem}
body>footer button{border:0;margin-left:1rem}
@media (min-width:62rem){body{max-width:68rem}main{display:grid;grid-template-columns:3fr 2fr;gap:0 3rem}
.story,.talk{grid-column:1}.work,.record{grid-column:2}.story{grid-row:2}.talk{grid-row:3}.work{grid-row:2}.record{grid-row:3}
.work section:first-child h2{margin-top:1rem}.banner{border-radius:0 0 .5rem .5rem;margin:0}.banner{grid-column:1/-1}}
""")
